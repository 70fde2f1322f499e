import { sql } from 'drizzle-orm';
import { canMoveLifecycle } from '../../domain/customers/lifecycle.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { ExitPolicy } from '../../domain/exit/exit-policy.ts';
import type { ExitKind } from '../../domain/exit/exit-states.ts';
import type { Notice } from '../../domain/exit/notice.ts';
import { type LockedCustomer, lockCustomer, moveLifecycle } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import { cancelOnboarding } from '../onboarding/cancel-onboarding.ts';
import { onboardingStore } from '../onboarding/onboarding-store.ts';
import { changeProcess } from '../processes/change-process.ts';
import { lockProcesses } from '../processes/lock-processes.ts';
import { enrolmentStore } from '../sales/enrolment-store.ts';
import { stopEnrolment } from '../sales/stop-enrolment.ts';
import { exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';

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
export async function lockForExit(tx: Tx, customerId: string): Promise<LockedCustomer | Refusal> {
  await lockProcesses(
    tx,
    (await runningProcesses(tx, customerId)).map(({ id }) => id),
  );
  const customer = await lockCustomer(tx, customerId);
  if (customer === null) return refusal('not_found', { thing: `Customer ${customerId}` });
  const { lifecycle } = customer;
  return canMoveLifecycle(lifecycle, 'exiting')
    ? customer
    : refusal('customer_cannot_exit', { customer: customerId, lifecycle });
}

/** The customer is exiting from here on: new orders are held, and nothing is advertised any more. */
export async function writeExit(tx: Tx, exit: NewExit): Promise<void> {
  const { id, customerId, kind, policy, zone, notice, openOrders, actor, now } = exit;
  await tx.insert(exits).values({ id, customerId, kind, policy, zone, notice, openOrders });
  if (!(await moveLifecycle(tx, { customerId, to: 'exiting', actor, because: id })))
    throw new Error(`customer ${customerId} cannot exit, though the lock was held`);
  for (const running of await runningProcesses(tx, customerId)) {
    const options = { id: running.id, now, actor, byWorkflow: false };
    if (running.kind === 'enrolment')
      await changeProcess(tx, enrolmentStore, options, (change) => stopEnrolment(change, 'lifecycle'));
    else await changeProcess(tx, onboardingStore, options, (change) => cancelOnboarding(change, id));
  }
  const told = { customerId, process: `exit/${id}`, step: 'requested', now };
  const params = { exit: id };
  switch (kind) {
    case 'customer_request':
      return void (await tellCustomer(tx, { ...told, template: 'exit_requested', params }));
    case 'non_payment':
      return void (await tellCustomer(tx, { ...told, template: 'exit_for_non_payment', params }));
    case 'fraud':
      return void (await tellCustomer(tx, { ...told, template: 'exit_for_fraud', params }));
    case 'death':
      return void (await tellCustomer(tx, { ...told, template: 'exit_for_death', params }));
    case 'insolvency':
      return void (await tellCustomer(tx, { ...told, template: 'exit_for_insolvency', params }));
  }
}

/** What an exit ends: cadences, and an onboarding that is not through. */
async function runningProcesses(tx: Tx, customerId: string) {
  const rows = await tx.execute<{ id: string; kind: 'enrolment' | 'onboarding' }>(sql`
    select id, kind from processes
    where customer_id in (select customer_family(${customerId})) and closed_at is null
      and (kind = 'enrolment' or (kind = 'onboarding' and status not in ('completed', 'cancelled')))
    order by id`);
  return [...rows];
}
