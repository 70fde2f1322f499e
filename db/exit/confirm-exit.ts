/** The customer has the documents and leaves; or comes back before they are forgotten. */
import { eq } from 'drizzle-orm';
import { hasConsent } from '../../domain/customers/consent.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { mayComeBack } from '../../domain/exit/exit-states.ts';
import { lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { statementsOf } from '../customers/read-consents.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitDocuments, exits } from '../schema/exit.ts';
import { askForLateItems } from './late-items.ts';
import { readUnpaid } from './read-settlement.ts';
import { writeLetter } from './write-letter.ts';

type Change = ProcessChange<ExitFacts>;

/**
 * The customer says so. Whoever asks sooner than the exit itself has looked hears of what came up on account since it was
 * settled: it is asked for here, and stays asked for although the answer is no.
 */
export async function confirmAsAsked(change: Change): Promise<Refusal | { eraseAt: string }> {
  const { tx, facts, now } = change;
  const { id: exit, customerId, documentsAt } = facts;
  if (documentsAt === null) return refusal('documents_missing', { exit });
  // First, and the stronger one: it may move their life.
  await lockToMove(tx, customerId);
  if (await askForLateItems(tx, customerId, now)) change.changed();
  const unpaid = await readUnpaid(tx, exit);
  if (unpaid.length > 0) return refusal('exit_balance_open', { exit, task: unpaid.map(({ task }) => task).join(', ') });
  return confirmExit(change);
}

/** From here on the customer has left, and is erased within 30 days. */
export async function confirmExit(change: Change): Promise<{ eraseAt: string }> {
  const { tx, facts, now, actor, record } = change;
  const { id, customerId, policy } = facts;
  const customer = await lockToMove(tx, customerId);
  if (!customer || !(await moveLifecycle(tx, customer, { to: 'exited', actor, because: id })))
    throw new Error(`customer ${customerId} of exit ${id} is not exiting`);
  const eraseAt = new Date(now + policy.eraseAfterMs);
  await tx
    .update(exits)
    .set({ confirmedAt: new Date(now), eraseAt })
    .where(eq(exits.id, id));
  record('exit.was_confirmed', { eraseAt: eraseAt.toISOString() });
  await writeLetter(change, 'confirmed', { until: eraseAt.toISOString() });
  return { eraseAt: eraseAt.toISOString() };
}

/** Exited → prospect, of whom we would take back, while a consent to be written to survives; nothing is erased then. */
export async function winBack({ tx, facts, now, actor, record }: Change): Promise<Refusal | null> {
  const { id, customerId, kind, eraseStartedAt } = facts;
  if (!mayComeBack(kind)) return refusal('exit_not_won_back', { exit: id, kind });
  const customer = await lockToMove(tx, customerId);
  const consented = hasConsent(await statementsOf(tx, customerId), 'email', now);
  if (!consented || eraseStartedAt !== null) return refusal('no_surviving_consent', { customer: customerId });
  const told = { customerId, process: `exit/${id}`, step: 'win-back', commercial: 'win_back' as const, now };
  await tellCustomer(tx, { ...told, template: 'exit_win_back', params: { exit: id } });
  if (customer !== null) await moveLifecycle(tx, customer, { to: 'prospect', actor, because: id });
  await tx
    .update(exits)
    .set({ wonBackAt: new Date(now), endedAt: new Date(now) })
    .where(eq(exits.id, id));
  await tx.delete(exitDocuments).where(eq(exitDocuments.exitId, id));
  record('exit.win_back_asked');
  return null;
}
