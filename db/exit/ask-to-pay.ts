import type { ExitPolicy } from '../../domain/exit/exit-policy.ts';
import type { TaskEvidence } from '../../domain/tasks/task-evidence.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';

/** A task for each amount: who owes it is in its kind, how much in its details, and what was paid by in its evidence. */
export const balanceTasks = { customer: 'collect_exit_balance', us: 'pay_exit_balance' } as const;

export type ToPay = {
  readonly subject: string;
  readonly customerId: string;
  readonly currency: string;
  /** Above 0 the customer pays it, below 0 we do. */
  readonly netMinor: number;
};

/** Somebody is asked to pay or collect it, by the end of the time in which the customer can object. */
export async function askToPay(
  tx: Tx,
  { subject, customerId: customer, currency, netMinor }: ToPay,
  { policy, now }: { readonly policy: ExitPolicy; readonly now: number },
): Promise<void> {
  const kind = netMinor > 0 ? balanceTasks.customer : balanceTasks.us;
  const details = { customer, currency, netMinor, amountMinor: Math.abs(netMinor) };
  // Of the transfer, or of the decision that nobody pays it.
  const evidenceWanted: TaskEvidence = 'transfer_reference';
  await raiseTask(tx, {
    ...{ kind, subject, role: 'agent', details, evidenceWanted, now },
    dueAt: now + policy.confirmsItselfMs,
  });
}
