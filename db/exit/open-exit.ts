import { canMoveLifecycle } from '../../domain/customers/lifecycle.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { ExitPolicy } from '../../domain/exit/exit-policy.ts';
import type { ExitKind } from '../../domain/exit/exit-states.ts';
import type { Notice } from '../../domain/exit/notice.ts';
import { type CustomerToMove, lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { withholdCommercial } from '../messages/withhold-commercial.ts';
import { withdrawCallsTo } from '../sales/withdraw-calls.ts';
import { exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { endProcesses, lockRunning, runningProcesses } from './end-business.ts';
import { writeLetter } from './write-letter.ts';

/** What ends with the request, and is not taken up again by who stays: nothing is sold to somebody who wants to leave. */
const stopped = ['enrolment', 'onboarding'] as const;

export type NewExit = {
  readonly id: string;
  readonly customerId: string;
  readonly kind: ExitKind;
  readonly policy: ExitPolicy;
  readonly zone: string;
  readonly notice: Notice;
  readonly openOrders: 'cancel' | 'deliver';
  readonly actor: string;
  /** Epoch ms. */
  readonly now: number;
};

/**
 * Locks what an exit stops, then the customer, and says why they cannot leave: everybody locks processes before customers.
 * Of two who ask at once the second waits here, and finds the customer exiting.
 */
export async function lockForExit(tx: Tx, customerId: string): Promise<CustomerToMove | Refusal> {
  await lockRunning(tx, customerId, stopped);
  const customer = await lockToMove(tx, customerId);
  if (customer === null) return refusal('not_found', { thing: `Customer ${customerId}` });
  // Merged since they were looked up: an exit in the other one's name would settle and erase that one's rows alone.
  if (customer.id !== customerId) return refusal('customer_merged', { customer: customerId, into: customer.id });
  const { lifecycle } = customer;
  return canMoveLifecycle(lifecycle, 'exiting')
    ? customer
    : refusal('customer_cannot_exit', { customer: customerId, lifecycle });
}

/** The customer is exiting from here on: new orders are held, and nothing is advertised any more. */
export async function writeExit(tx: Tx, exit: NewExit): Promise<void> {
  const { id, customerId, kind, policy, zone, notice, openOrders, actor, now } = exit;
  const customer = await lockToMove(tx, customerId);
  await tx.insert(exits).values({ id, customerId, kind, policy, zone, notice, openOrders });
  if (!customer || !(await moveLifecycle(tx, customer, { to: 'exiting', actor, because: id })))
    throw new Error(`customer ${customerId} cannot exit, though the lock was held`);
  await endProcesses(tx, await runningProcesses(tx, customerId, stopped), { exitId: id, now, actor });
  await withholdCommercial(tx, customerId, 'lifecycle');
  await withdrawCallsTo(tx, { customerId, now });
  await writeLetter({ tx, now, facts: exit }, 'requested', {});
}
