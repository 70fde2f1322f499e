import type { Work } from './due-work.ts';
import type { OrderStatus } from './order-states.ts';

/** What a step tells the workflow: where the order stands now. Ids and codes only. */
export type Progress = {
  /** The order's version when this was true; the newest answer wins when steps ran side by side. */
  readonly version: number;
  readonly status: OrderStatus;
  /** The instant the order waits for (epoch ms), or null. */
  readonly until: number | null;
  /** Outside calls and reservations owed now; empty means the order waits. */
  readonly due: readonly Work[];
};

export const newest = (a: Progress, b: Progress): Progress => (b.version >= a.version ? b : a);
