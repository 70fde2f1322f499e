import { setTimeout as pause } from 'node:timers/promises';
import { type Followed, StoryMissed } from './followed.ts';
import type { OpenedNow, StoryContext, StoryEnd } from './story.ts';

type Told = Pick<StoryContext, 'timeline' | 'patienceMs' | 'signal'>;

const LOOK_EVERY_MS = 50;

/** Says that something holds; rejects the story when it does not. */
export function mustHold({ timeline }: Pick<Told, 'timeline'>, what: string, holds: boolean): void {
  if (!holds) throw new StoryMissed(`not so: ${what}`);
  timeline.remark(what);
}

/** Says that something holds as soon as it does; rejects the story when that takes longer than its patience. */
export async function comesTrue(context: Told, what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + context.patienceMs;
  while (!(await holds()) && Date.now() < deadline) {
    context.signal.throwIfAborted();
    await pause(LOOK_EVERY_MS);
  }
  mustHold(context, what, await holds());
}

/** The end of a story, with the status as the API says it now. */
export async function endedAs(order: Followed<OpenedNow>, status: string, outcome: string): Promise<StoryEnd> {
  const now = await order.read();
  if (now.status !== status) throw new StoryMissed(`${order.id} is ${now.status}, not ${status}`);
  return { orderId: order.id, status: now.status, outcome };
}
