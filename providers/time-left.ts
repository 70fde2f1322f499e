/** How long a vendor is waited for depends on who asks: a call ends before the step around it is given up. */
import { AsyncLocalStorage } from 'node:async_hooks';

const deadline = new AsyncLocalStorage<number>();

/** What `work` asks of vendors ends within `ms`, whatever their own patience; inside another `endingWithin`, within both. */
export const endingWithin = <T>(ms: number, work: () => T): T =>
  deadline.run(Math.min(performance.now() + ms, deadline.getStore() ?? Number.POSITIVE_INFINITY), work);

/** For a call that begins now, in milliseconds: `patienceMs`, or less where its step ends before. At least one. */
export const timeLeft = (patienceMs: number): number =>
  Math.max(1, Math.floor(Math.min(patienceMs, (deadline.getStore() ?? Number.POSITIVE_INFINITY) - performance.now())));
