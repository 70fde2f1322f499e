import { eq } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';
import { giveNotice } from './give-notice.ts';
import { proposeOffer } from './make-offer.ts';

/** With the reason it is decided whether an offer is made; without one the notice runs at once. */
export async function captureReason(
  change: ProcessChange<ExitFacts>,
  { reason, comment }: { readonly reason: ExitReason; readonly comment: string | null },
): Promise<void> {
  const { tx, facts, record } = change;
  await lockCustomer(tx, facts.customerId);
  record('exit.reason_given', { reason });
  const told: ExitFacts = { ...facts, reason };
  const offerAnswer = await proposeOffer({ ...change, facts: told }, reason);
  await tx.update(exits).set({ reason, comment, offerAnswer }).where(eq(exits.id, facts.id));
  record('exit.offer_considered', { answer: offerAnswer });
  if (offerAnswer !== 'eligible') await giveNotice({ ...change, facts: told });
}
