import { changeOrderOnce, type OrderChange } from '../../db/orders/change-order.ts';
import { inOrderTransaction } from '../../db/orders/lock-order.ts';
import type { Database } from '../../db/pool.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { keepAhead, readAhead } from './look-ahead.ts';

/** What the workflow gives every step: ids, a key of this step in this run, and process time (epoch ms). */
export type StepInput = {
  readonly orderId: string;
  readonly key: string;
  readonly now: number;
  /** Whether the process has nothing else under way for this order, so that the step may go on with what it makes due. */
  readonly alone?: boolean;
};

/** The actor written beside what the process does by itself. */
const engine = 'parcours';

/**
 * One step of an order in one transaction: effect row, facts, business rows, events, messages and the new status.
 * A second attempt under the same key returns what the first one stored.
 */
export async function runStep(
  database: Database,
  input: StepInput,
  change: (change: OrderChange) => Promise<void>,
): Promise<Progress> {
  const { orderId, now, key } = input;
  const step = await inOrderTransaction(database, orderId, async (tx) => {
    const options = { orderId, now, actor: engine, settle: true, effect: key };
    const progress = await changeOrderOnce(tx, options, change);
    // Beside something else that is under way, what is due may be just that.
    return { progress, ahead: input.alone === false ? null : await readAhead(tx, progress.due) };
  });
  keepAhead(database, orderId, step.ahead);
  return step.progress;
}
