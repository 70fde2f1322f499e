import { setTimeout as pause } from 'node:timers/promises';

/**
 * Answers many questions with few calls: while one call is on its way the next questions gather, so that a busy process asks
 * once for many. `waitMs`: how long the first of them waits for others; without it an idle process asks at once. A call that
 * fails, fails for all that it asked for.
 */
export function gather<Question, Answer>(
  ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
  { most, waitMs = 0 }: { readonly most: number; readonly waitMs?: number },
): (question: Question) => Promise<Answer> {
  type Waiting = {
    readonly question: Question;
    readonly answer: (answer: Answer) => void;
    readonly fail: (error: unknown) => void;
  };
  const queue: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (queue.length > 0) {
      if (waitMs > 0 && queue.length < most) await pause(waitMs);
      await settle(queue.splice(0, most));
    }
    running = false;
  }

  async function settle(batch: readonly Waiting[]): Promise<void> {
    try {
      const answers = await ask(batch.map((waiting) => waiting.question));
      for (const [index, waiting] of batch.entries()) waiting.answer(answers[index] as Answer); // one for each question
    } catch (error) {
      for (const waiting of batch) waiting.fail(error);
    }
  }

  return (question) =>
    new Promise((answer, fail) => {
      queue.push({ question, answer, fail });
      if (!running) void run();
    });
}
