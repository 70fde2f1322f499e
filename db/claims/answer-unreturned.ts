import { and, eq, sql } from 'drizzle-orm';
import type { AnsweredUnits, ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { UnreturnedAnswer } from '../../domain/claims/outcomes.ts';
import { unreturnedUnits } from '../../domain/claims/unreturned.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { worthOf } from '../../domain/orders/worth.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { tasks } from '../schema/orders.ts';
import { unreturnedOriginals } from '../schema/unreturned-originals.ts';
import { onOrder } from './resolve-claim.ts';

type Change = ProcessChange<ClaimFacts>;
type Asked = AnsweredUnits & { readonly answer: UnreturnedAnswer; readonly reason: string };

/**
 * Charges the customer for originals that never came back, as an invoice on account, or writes them off. A card is not
 * charged: its token was given for one order, and cannot be used again without its holder.
 */
export async function answerUnreturned(
  change: Change,
  { lineNo, units, answer, reason }: Asked,
): Promise<Refusal | { readonly amountMinor: number }> {
  const { tx, facts, now, actor, record } = change;
  const { id: claimId, customerId, currency } = facts;
  const open = unreturnedUnits(facts).find((one) => one.lineNo === lineNo)?.units ?? 0;
  if (units > open) return refusal('original_not_missing', { claim: claimId, line: lineNo, units, open });
  await lockCustomer(tx, customerId);
  const amountMinor = answer === 'charge' ? await worthOfUnreturned(change, { lineNo, units }) : 0;
  if (answer === 'charge' && amountMinor === 0)
    return refusal('original_worth_nothing', { claim: claimId, line: lineNo });
  const no = facts.unreturned.length + 1;
  const decided = { reason, decidedBy: actor, decidedAt: new Date(now) };
  await tx
    .insert(unreturnedOriginals)
    .values({ claimId, no, lineNo, units, answer, amountMinor, currency, customerId, ...decided });
  record(answer === 'charge' ? 'claim.original_charged' : 'claim.original_written_off', { lineNo, units, amountMinor });
  if (answer === 'charge') {
    await tellCustomer(tx, {
      ...{
        customerId,
        process: `claim/${claimId}`,
        step: `original-charged-${no}`,
        template: 'claim_original_charged',
        now,
      },
      params: { claim: claimId, order: facts.orderId, units, amountMinor, currency },
    });
  }
  const left = unreturnedUnits({ ...facts, unreturned: [...facts.unreturned, { lineNo, units, answer, amountMinor }] });
  if (left.length === 0) await closeTask(change, answer);
  return { amountMinor };
}

/** After what was charged before, so that all together come to what the line did. */
async function worthOfUnreturned(change: Change, { lineNo, units }: AnsweredUnits): Promise<number> {
  const charged = change.facts.unreturned.filter((one) => one.lineNo === lineNo && one.answer === 'charge');
  const before = charged.reduce((sum, one) => sum + one.units, 0);
  const { value } = await onOrder(change, async ({ facts: { lines } }) => {
    const line = lines.find((one) => one.lineNo === lineNo);
    return line ? worthOf(line, before, units) : 0;
  });
  return value;
}

async function closeTask({ tx, facts, now, actor }: Change, outcome: string): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'done', closedAt: new Date(now), closedBy: actor, outcome })
    .where(and(eq(tasks.kind, 'original_not_returned'), eq(tasks.subject, facts.id), sql`${tasks.state} = 'open'`));
}
