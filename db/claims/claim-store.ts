import { and, asc, eq, sql } from 'drizzle-orm';
import { claimRules } from '../../domain/claims/claim.ts';
import type { ClaimFacts, ClaimRefund, ProposedDecision, ReturnFacts } from '../../domain/claims/claim-facts.ts';
import type { ClaimStatus } from '../../domain/claims/claim-states.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { approvals } from '../schema/approvals.ts';
import { claimDecisions, claimEvidence, claimLines, claims, returnLines, returns } from '../schema/claims.ts';
import { orderLines, orders } from '../schema/orders.ts';
import { claimReplacements } from '../schema/replacements.ts';
import { sendBacks } from '../schema/send-backs.ts';
import { unreturnedOriginals } from '../schema/unreturned-originals.ts';
import type { Tx } from '../transaction.ts';
import { readClaimClocks, turnClaimClocks } from './claim-clocks.ts';

const ms = (at: Date | null): number | null => at?.getTime() ?? null;

export const claimStore: ProcessStore<ClaimFacts, ClaimStatus> = {
  ...claimRules,
  load: async (tx, state) => {
    const [row] = await tx.select().from(claims).where(eq(claims.id, state.id));
    if (!row || state.customerId === null) throw new Error(`claim ${state.id} has lost its row`);
    const evidence = await tx
      .select({ kind: claimEvidence.kind })
      .from(claimEvidence)
      .where(eq(claimEvidence.claimId, state.id));
    const { orderId, caseId, kind, currency, cause, versions, round, decision, decidedByRules } = row;
    const { ownerId: owner } = row;
    return {
      ...state,
      customerId: state.customerId,
      ...{ orderId, caseId, kind, currency, cause, versions, round, decision, decidedByRules, owner },
      acknowledgedAt: ms(row.acknowledgedAt),
      decidedAt: ms(row.decidedAt),
      appealedAt: ms(row.appealedAt),
      withdrawnAt: ms(row.withdrawnAt),
      woundUpAt: ms(row.woundUpAt),
      remindedAt: ms(row.remindedAt),
      evidence: evidence.map((one) => one.kind),
      lines: await linesOf(tx, state.id),
      proposed: await proposedOf(tx, state.id),
      refunds: await refundsOf(tx, state.id),
      return: await returnOf(tx, state.id),
      replacements: await replacementsOf(tx, state.id),
      unreturned: await unreturnedOf(tx, state.id),
      charge: await chargeOf(tx, state.id),
      ...(await readClaimClocks(tx, state.id)),
    };
  },
  follow: turnClaimClocks,
};

async function linesOf(tx: Tx, claimId: string): Promise<ClaimFacts['lines']> {
  const rows = await tx
    .select()
    .from(claimLines)
    .where(eq(claimLines.claimId, claimId))
    .orderBy(asc(claimLines.lineNo));
  return rows.map(({ claimId: _, serial: __, ...line }) => line);
}

async function proposedOf(tx: Tx, claimId: string): Promise<ProposedDecision | null> {
  const [row] = await tx
    .select({ decision: claimDecisions, approval: approvals })
    .from(claimDecisions)
    .innerJoin(approvals, eq(approvals.id, claimDecisions.approvalId))
    .where(and(eq(claimDecisions.claimId, claimId), eq(claimDecisions.state, 'proposed')));
  if (!row) return null;
  const { no, lines, amountMinor } = row.decision;
  return { no, lines, amountMinor, ...askedOf(row.approval) };
}

function askedOf({ id, digest, requester, approverRole, ...at }: typeof approvals.$inferSelect) {
  const { escalatesAt, expiresAt } = at;
  const until = { escalatesAt: ms(escalatesAt), expiresAt: expiresAt.getTime() };
  return { approvalId: id, digest, proposedBy: requester, approverRole, ...until };
}

async function refundsOf(tx: Tx, claimId: string): Promise<ClaimFacts['refunds']> {
  const rows = await tx.execute<Omit<ClaimRefund, 'amountMinor'> & { amount: string }>(sql`
    select r.id, r.order_id as "orderId", r.state, r.amount_minor::text as amount, exists (
        select 1 from stuck_work w where w.process_id = r.claim_id and w.subject = r.id and w.resolution = 'skip') as skipped
    from refunds r where r.claim_id = ${claimId} order by r.id`);
  return rows.map(({ amount, ...refund }) => ({ ...refund, amountMinor: Number(amount) }));
}

async function returnOf(tx: Tx, claimId: string): Promise<ReturnFacts | null> {
  const [row] = await tx.select().from(returns).where(eq(returns.claimId, claimId));
  if (!row) return null;
  const { id, status, authorisedAt, dueAt, label, trackingCode } = row;
  const lines = await tx
    .select()
    .from(returnLines)
    .where(eq(returnLines.returnId, id))
    .orderBy(asc(returnLines.lineNo));
  return {
    ...{ id, status, authorisedAt: ms(authorisedAt), dueAt: dueAt.getTime(), label, trackingCode },
    lines: lines.map(({ returnId: _, ...line }) => line),
    sendBacks: await sendBacksOf(tx, id),
  };
}

async function sendBacksOf(tx: Tx, returnId: string): Promise<ReturnFacts['sendBacks']> {
  const shown = sql<boolean>`exists (
    select 1 from tasks t where t.kind = 'send_back_by_hand' and t.subject = send_backs.id and t.state = 'done')`;
  const { id, label, lines, sentAt } = sendBacks;
  const rows = await tx
    .select({ id, label, lines, sentAt, shown })
    .from(sendBacks)
    .where(eq(sendBacks.returnId, returnId))
    .orderBy(asc(id));
  return rows.map((row) => ({ ...row, sentAt: ms(row.sentAt) }));
}

/** A replacement has one line. A parcel that got lost is claimed as any other, and kept until then. */
async function replacementsOf(tx: Tx, claimId: string): Promise<ClaimFacts['replacements']> {
  const { lineNo, no, units, orderId, undone } = claimReplacements;
  const { ordered, cancelled, returned, writtenOff } = orderLines;
  const lost = sql`(
    select coalesce(sum(sl.quantity), 0) from shipments s join shipment_lines sl on sl.shipment_id = s.id
    where s.order_id = ${orders.id} and s.tracking = 'lost' and s.state in ('handed_over', 'ended'))`;
  return tx
    .select({
      ...{ lineNo, no, units, orderId, undone, status: orders.status },
      ordered: sql<number>`coalesce(${ordered}, 0)`,
      kept: sql<number>`coalesce(${ordered} - ${cancelled} - ${returned} - ${writtenOff} + ${lost}, 0)::int`,
    })
    .from(claimReplacements)
    .leftJoin(orders, eq(orders.id, claimReplacements.orderId))
    .leftJoin(orderLines, and(eq(orderLines.orderId, orders.id), eq(orderLines.lineNo, 1)))
    .where(eq(claimReplacements.claimId, claimId))
    .orderBy(asc(lineNo), asc(no));
}

async function unreturnedOf(tx: Tx, claimId: string): Promise<ClaimFacts['unreturned']> {
  const { no, lineNo, units, answer, amountMinor, takenBack } = unreturnedOriginals;
  const acceptedSince = sql<number>`(
    select coalesce(sum(i.units), 0)::int from return_inspections i join returns r on r.id = i.return_id
    where r.claim_id = ${claimId} and i.line_no = unreturned_originals.line_no and i.at >= unreturned_originals.decided_at
      and i.accepted and i.disposition <> 'send_back')`;
  return tx
    .select({ no, lineNo, units, answer, amountMinor, takenBack, acceptedSince })
    .from(unreturnedOriginals)
    .where(and(eq(unreturnedOriginals.claimId, claimId), eq(unreturnedOriginals.state, 'in_force')))
    .orderBy(asc(no));
}

async function chargeOf(tx: Tx, claimId: string): Promise<ClaimFacts['charge']> {
  const [row] = await tx
    .select({ charge: unreturnedOriginals, approval: approvals })
    .from(unreturnedOriginals)
    .innerJoin(approvals, eq(approvals.id, unreturnedOriginals.approvalId))
    .where(and(eq(unreturnedOriginals.claimId, claimId), eq(unreturnedOriginals.state, 'proposed')));
  if (!row) return null;
  const { no, lineNo, units, amountMinor } = row.charge;
  return { no, lineNo, units, amountMinor, ...askedOf(row.approval) };
}
