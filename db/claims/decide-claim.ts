import { and, asc, eq, sql } from 'drizzle-orm';
import { decisionOf, type LineDecision } from '../../domain/claims/assess-line.ts';
import type { ClaimFacts, DecidedLine } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { refusalsOf } from '../../domain/claims/claim-reasons.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimDecisions, claimLines, claims } from '../schema/claims.ts';
import { rulesOfClaim } from './claim-rules.ts';

type Change = ProcessChange<ClaimFacts>;

/** What the rules decide alone; a refusal offers that a person looks at it. */
export const decideByRules = (change: Change, lines: readonly DecidedLine[]): Promise<LineDecision> =>
  putInForce(change, lines, true);

/** What a person decided, and whoever had to approve it. */
export async function decideByPerson(
  change: Change,
  { no, lines }: { readonly no: number; readonly lines: readonly DecidedLine[] },
): Promise<LineDecision> {
  const { tx, facts } = change;
  await tx
    .update(claimDecisions)
    .set({ state: 'in_force' })
    .where(and(eq(claimDecisions.claimId, facts.id), eq(claimDecisions.no, no)));
  return putInForce(change, lines, false);
}

async function putInForce(change: Change, lines: readonly DecidedLine[], byRules: boolean): Promise<LineDecision> {
  const { tx, facts, now, record } = change;
  for (const { lineNo, granted, outcome } of lines) {
    await tx
      .update(claimLines)
      .set({ granted, outcome })
      .where(and(eq(claimLines.claimId, facts.id), eq(claimLines.lineNo, lineNo)));
  }
  const asked = (lineNo: number): number => facts.lines.find((line) => line.lineNo === lineNo)?.units ?? 0;
  const decision = decisionOf(lines.map(({ lineNo, granted }) => ({ asked: asked(lineNo), granted })));
  await tx
    .update(claims)
    .set({ decision, decidedAt: new Date(now), decidedByRules: byRules })
    .where(eq(claims.id, facts.id));
  record('claim.decided', { decision, byRules, lines });
  await tell(change, decision, byRules);
  return decision;
}

async function tell({ tx, facts, now }: Change, decision: LineDecision, byRules: boolean): Promise<void> {
  const told = {
    ...{ customerId: facts.customerId, process: `claim/${facts.id}`, now },
    step: `decided-${facts.appealedAt === null ? 1 : 2}`,
  };
  const params = { claim: facts.id, order: facts.orderId };
  if (decision !== 'rejected') {
    await tellCustomer(tx, { ...told, template: 'claim_granted', params: { ...params, extent: decision } });
    return;
  }
  const until = new Date(now + claimPolicy.appealWindowMs).toISOString();
  if (!byRules) await tellCustomer(tx, { ...told, template: 'claim_refused', params });
  else {
    const reasons = refusalsOf(await assessedLines(tx, facts.id));
    await tellCustomer(tx, { ...told, template: 'claim_refused_by_rules', params: { ...params, reasons, until } });
  }
}

/** As they were assessed just now, with what the rules that counted say. */
async function assessedLines(tx: Change['tx'], claimId: string) {
  const { lineNo, sku, verdict } = claimLines;
  const lines = await tx
    .select({ lineNo, sku, verdict, round: claims.round })
    .from(claimLines)
    .innerJoin(claims, eq(claims.id, claimLines.claimId))
    .where(eq(claimLines.claimId, claimId))
    .orderBy(asc(lineNo));
  const rulesOf = await rulesOfClaim(tx, claimId, lines[0]?.round ?? 0);
  return lines.map((line) => ({ ...line, rules: rulesOf(line.lineNo) }));
}

/** Writes a decision of a person, in force at once or waiting for an approval; returns its number. */
export async function writeDecision(
  { tx, facts, now, actor }: Change,
  decision: { lines: readonly DecidedLine[]; amountMinor: number; reason: string; approvalId: string | null },
): Promise<number> {
  const [row] = await tx
    .insert(claimDecisions)
    .values({
      ...decision,
      claimId: facts.id,
      no: sql`(select coalesce(max(no), 0) + 1 from claim_decisions where claim_id = ${facts.id})`,
      proposedBy: actor,
      proposedAt: new Date(now),
      state: 'proposed',
    })
    .returning({ no: claimDecisions.no });
  return row?.no ?? 0;
}

export async function dropProposed({ tx, facts }: Change): Promise<void> {
  await tx
    .update(claimDecisions)
    .set({ state: 'dropped' })
    .where(and(eq(claimDecisions.claimId, facts.id), eq(claimDecisions.state, 'proposed')));
}
