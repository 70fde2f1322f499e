import { and, eq, sql } from 'drizzle-orm';
import { assessClaim, type LineToAssess, type TablesOfClaim } from '../../domain/claims/assess-claim.ts';
import { type LineVerdict, statusAfterAssessment } from '../../domain/claims/assess-line.ts';
import type { ClaimFacts, DecidedLine } from '../../domain/claims/claim.ts';
import { type ClaimTableId, claimTableIds } from '../../domain/claims/claim-tables.ts';
import { tableVersion } from '../decisions/tables.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimEvaluations, claimLines, claims } from '../schema/claims.ts';
import type { Tx } from '../transaction.ts';
import { claimableLines } from './claimable.ts';
import { decideByRules } from './decide-claim.ts';

const dayMs = 86_400_000;

/** Asks the tables of the claim's frozen versions, keeps what they were told and said, and decides what they decide alone. */
export async function assessStoredClaim(change: ProcessChange<ClaimFacts>): Promise<void> {
  const { tx, facts, record } = change;
  const round = facts.round + 1;
  const assessed = assessClaim(await tablesOf(tx, facts), await toAssess(tx, facts));
  for (const { lineNo, verdict, evaluations } of assessed) {
    await tx
      .update(claimLines)
      .set({ verdict })
      .where(and(eq(claimLines.claimId, facts.id), eq(claimLines.lineNo, lineNo)));
    for (const { tableId, inputs, decision } of evaluations) {
      const tableVersion = decision.version;
      await tx
        .insert(claimEvaluations)
        .values({ claimId: facts.id, round, lineNo, tableId, tableVersion, inputs, decision });
    }
  }
  await tx.update(claims).set({ round }).where(eq(claims.id, facts.id));
  record('claim.was_assessed', {
    round,
    verdicts: assessed.map(({ lineNo, verdict }) => ({ lineNo, kind: verdict.kind })),
  });
  const decided = decidedAlone(facts, assessed);
  if (decided !== null) await decideByRules(change, decided);
}

/** Everything granted or everything refused: nobody has to look. */
function decidedAlone(
  { lines }: ClaimFacts,
  assessed: readonly { readonly lineNo: number; readonly verdict: LineVerdict }[],
): DecidedLine[] | null {
  const next = statusAfterAssessment(assessed.map(({ verdict }) => verdict));
  if (next !== 'auto_approved' && next !== 'rejected') return null;
  return assessed.map(({ lineNo, verdict }) =>
    verdict.kind === 'approve'
      ? { lineNo, granted: lines.find((line) => line.lineNo === lineNo)?.units ?? 0, outcome: verdict.outcome }
      : { lineNo, granted: 0, outcome: null },
  );
}

async function tablesOf(tx: Tx, { versions }: ClaimFacts): Promise<TablesOfClaim> {
  const entries: [ClaimTableId, TablesOfClaim[ClaimTableId]][] = [];
  for (const id of claimTableIds) {
    const version = versions[id];
    entries.push([id, version === null ? null : await tableVersion(tx, id, version)]);
  }
  return Object.fromEntries(entries) as TablesOfClaim; // every id is there
}

async function toAssess(tx: Tx, facts: ClaimFacts) {
  const { kind, currency, cause, evidence, openedAt: submittedAt } = facts;
  return {
    kind,
    currency,
    cause,
    evidence,
    submittedAt,
    ...(await history(tx, facts)),
    lines: await linesOf(tx, facts),
  };
}

/** What is known of the customer and the order, as it was when the claim was submitted. */
async function history(tx: Tx, { id, customerId, orderId, openedAt }: ClaimFacts) {
  const [row] = await tx.execute<{ claims: number; days: number; risk: number }>(sql`
    select (select count(*)::int from processes p where p.kind = 'claim' and p.customer_id = ${customerId} and p.id <> ${id}
        and p.opened_at between ${new Date(openedAt - 365 * dayMs).toISOString()}::timestamptz and ${new Date(openedAt).toISOString()}::timestamptz) as claims,
      (select floor(extract(epoch from ${new Date(openedAt).toISOString()}::timestamptz - min(o.placed_at)) / 86400)::int
        from orders o where o.customer_id = ${customerId}) as days,
      (select o.risk_points from orders o where o.id = ${orderId}) as risk`);
  return { claimsInYear: row?.claims ?? 0, customerDays: row?.days ?? 0, orderRisk: row?.risk ?? 0 };
}

async function linesOf(tx: Tx, { id, orderId, lines }: ClaimFacts): Promise<LineToAssess[]> {
  const ordered = await claimableLines(tx, orderId);
  const serials = await tx
    .select({ lineNo: claimLines.lineNo, serial: claimLines.serial })
    .from(claimLines)
    .where(eq(claimLines.claimId, id));
  return lines.map(({ lineNo, sku, units, held, worthMinor }) => {
    const of = ordered.find((line) => line.lineNo === lineNo);
    return {
      ...{ lineNo, sku, units, worthMinor, claimable: held },
      serial: serials.find((line) => line.lineNo === lineNo)?.serial ?? null,
      startedAt: { delivery: of?.deliveredAt ?? null, invoice: of?.handedOverAt ?? null, registration: null },
    };
  });
}
