import { lockToMove, moveLifecycle } from '../../db/customers/move-lifecycle.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';

/** One step of a customer's life, as a process takes it. False where it is not legal. */
export async function moveLife(tx: Tx, customerId: string, to: Lifecycle): Promise<boolean> {
  const customer = await lockToMove(tx, customerId);
  return customer !== null && moveLifecycle(tx, customer, { to, actor: 'test', because: 'test' });
}
