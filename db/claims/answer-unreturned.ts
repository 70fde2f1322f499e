/** What a person says of originals that never came back: an invoice to the customer, or our loss. */
import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import type { AnsweredUnits, ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { UnreturnedAnswer } from '../../domain/claims/outcomes.ts';
import { unreturnedUnits } from '../../domain/claims/unreturned.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { worthOf } from '../../domain/orders/worth.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { tasks } from '../schema/tasks.ts';
import { unreturnedOriginals } from '../schema/unreturned-originals.ts';
import { approvalForCharge } from './charge-approval.ts';
import { paidLines } from './paid-lines.ts';
import { putInForce } from './put-answer-in-force.ts';

type Change = ProcessChange<ClaimFacts>;
type Asked = AnsweredUnits & { readonly answer: UnreturnedAnswer; readonly reason: string };

/**
 * Charges the customer for originals that never came back, as an invoice on account, or writes them off. A card is not
 * charged: its token was given for one order, and cannot be used again without its holder. A charge above the limit of who
 * asks is in force once somebody else, whose limit covers it, has said yes.
 */
export async function answerUnreturned(
  change: Change,
  { lineNo, units, answer, reason }: Asked,
  { role }: { readonly role: Role },
): Promise<Refusal | { readonly amountMinor: number; readonly approval: string | null }> {
  const { tx, facts } = change;
  const { id: claimId, charge, proposed } = facts;
  const open = unreturnedUnits(facts).find((one) => one.lineNo === lineNo)?.units ?? 0;
  if (units > open) return refusal('original_not_missing', { claim: claimId, line: lineNo, units, open });
  await lockCustomer(tx, facts.customerId);
  const amountMinor = answer === 'charge' ? await worthOfUnreturned(change, { lineNo, units }) : 0;
  if (answer === 'write_off') {
    await write(change, { lineNo, units, answer, reason, amountMinor, approvalId: null });
    return { amountMinor, approval: null };
  }
  if (amountMinor === 0) return refusal('original_worth_nothing', { claim: claimId, line: lineNo });
  const waiting = charge?.approvalId ?? proposed?.approvalId;
  const approval = await approvalForCharge(change, { lineNo, units, amountMinor, reason }, { role, waiting });
  if (approval !== null && typeof approval !== 'string') return approval;
  await write(change, { lineNo, units, answer, reason, amountMinor, approvalId: approval });
  return { amountMinor, approval };
}

type Answer = Asked & { readonly amountMinor: number; readonly approvalId: string | null };

async function write(change: Change, { approvalId, ...answer }: Answer): Promise<void> {
  const { tx, facts, now, actor, record } = change;
  const { id: claimId, customerId, currency } = facts;
  const [row] = await tx
    .insert(unreturnedOriginals)
    .values({
      ...{ ...answer, claimId, currency, customerId, approvalId, decidedBy: actor, decidedAt: new Date(now) },
      no: sql`(select coalesce(max(no), 0) + 1 from unreturned_originals where claim_id = ${claimId})`,
      state: approvalId === null ? 'in_force' : 'proposed',
    })
    .returning({ no: unreturnedOriginals.no });
  const left = unreturnedUnits(facts).reduce((sum, { units }) => sum + units, 0) - answer.units;
  if (left === 0) await closeTask(change, answer.answer);
  if (approvalId === null) return putInForce(change, { ...answer, no: row?.no ?? 0 });
  record('approval.requested', { approval: approvalId, amountMinor: answer.amountMinor });
}

/** After what was charged before, so that all together come to what the line did. */
async function worthOfUnreturned(change: Change, { lineNo, units }: AnsweredUnits): Promise<number> {
  const charged = change.facts.unreturned.filter((one) => one.lineNo === lineNo && one.answer === 'charge');
  const asked = change.facts.charge?.lineNo === lineNo ? change.facts.charge.units : 0;
  const before = charged.reduce((sum, one) => sum + one.units, asked);
  const line = (await paidLines(change.tx, change.facts.orderId)).lineOf(lineNo);
  return line ? worthOf(line, before, units) : 0;
}

const askedOfUs = (claimId: string) =>
  and(eq(tasks.kind, 'original_not_returned'), eq(tasks.subject, claimId), sql`${tasks.state} = 'open'`);

/** Somebody has decided on all of them, or they came. */
export async function closeTask({ tx, facts, now, actor }: Change, outcome: string): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'done', closedAt: new Date(now), closedBy: actor, outcome })
    .where(askedOfUs(facts.id));
}
