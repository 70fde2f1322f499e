import { condition } from '@temporalio/workflow';

export type Turns = ReturnType<typeof createTurns>;

/**
 * Keeps the local activities of steps and of commands apart: a command waits for those under way, and is next. Of two local
 * activities at once the one that ends first goes on first, but replayed the one that began first does: what either of them
 * leads to would stand in another order than in the history. Several steps at once lead to nothing before all of them ended.
 */
export function createTurns() {
  let steps = 0;
  let commands = 0;
  let commanding = false;

  async function step<T>(call: () => Promise<T>): Promise<T> {
    while (commands > 0) await condition(() => commands === 0);
    steps += 1;
    try {
      return await call();
    } finally {
      steps -= 1;
    }
  }

  async function command<T>(call: () => Promise<T>): Promise<T> {
    commands += 1;
    while (steps > 0 || commanding) await condition(() => steps === 0 && !commanding);
    commanding = true;
    try {
      return await call();
    } finally {
      commanding = false;
      commands -= 1;
    }
  }

  return { step, command };
}
