import { and, eq, sql } from 'drizzle-orm';
import { assessClaim, type LineToAssess, type TablesOfClaim } from '../../domain/claims/assess-claim.ts';
import { type LineVerdict, statusAfterAssessment } from '../../domain/claims/assess-line.ts';
import type { ClaimFacts, DecidedLine } from '../../domain/claims/claim-facts.ts';
import { type ClaimTableId, claimTableIds } from '../../domain/claims/claim-tables.ts';
import { tableVersion } from '../decisions/tables.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { products } from '../schema/catalogue.ts';
import { claimEvaluations, claimLines, claims } from '../schema/claims.ts';
import { soldSerials } from '../schema/serials.ts';
import type { Tx } from '../transaction.ts';
import { askForEvidence } from './ask-for-evidence.ts';
import { claimableLines } from './claimable.ts';
import { decideByRules } from './decide-claim.ts';
import { giveToNext } from './fire-levels.ts';
import { putAwayUnits } from './put-away.ts';

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
  if (decided !== null) return void (await decideByRules(change, decided));
  const verdicts = assessed.map(({ verdict }) => verdict);
  const next = statusAfterAssessment(verdicts);
  if (next === 'in_review') await giveToNext(change);
  if (next === 'need_info') await askForEvidence(change, { verdicts, round });
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

/** What is known of the customer, with everybody who is one with them, and of the order, as it was when the claim was submitted. */
async function history(tx: Tx, { id, customerId, orderId, openedAt }: ClaimFacts) {
  const theirs = sql`(select customer_family(customer_now(${customerId})))`;
  const [row] = await tx.execute<{ claims: number; days: number; risk: number }>(sql`
    select (select count(*)::int from processes p where p.kind = 'claim' and p.customer_id in ${theirs} and p.id <> ${id}
        and p.opened_at between ${new Date(openedAt - 365 * dayMs).toISOString()}::timestamptz and ${new Date(openedAt).toISOString()}::timestamptz) as claims,
      (select floor(extract(epoch from ${new Date(openedAt).toISOString()}::timestamptz - min(o.placed_at)) / 86400)::int
        from orders o where o.customer_id in ${theirs}) as days,
      (select o.risk_points from orders o where o.id = ${orderId}) as risk`);
  return { claimsInYear: row?.claims ?? 0, customerDays: row?.days ?? 0, orderRisk: row?.risk ?? 0 };
}

async function linesOf(tx: Tx, facts: ClaimFacts): Promise<LineToAssess[]> {
  const { id, orderId, lines } = facts;
  const ordered = await claimableLines(tx, orderId);
  const given = await tx
    .select({ lineNo: claimLines.lineNo, serial: claimLines.serial, productClass: products.productClass })
    .from(claimLines)
    .innerJoin(products, eq(products.sku, claimLines.sku))
    .where(eq(claimLines.claimId, id));
  const sold = await tx.select().from(soldSerials).where(eq(soldSerials.orderId, orderId));
  const away = await putAwayUnits(tx, facts);
  return lines.map(({ lineNo, sku, units, held, worthMinor }) => {
    const of = ordered.find((line) => line.lineNo === lineNo);
    const line = given.find((one) => one.lineNo === lineNo);
    const soldOfLine = sold.filter((one) => one.lineNo === lineNo);
    const registration = registeredAt(soldOfLine, line?.serial ?? null);
    return {
      ...{ lineNo, sku, units, worthMinor, claimable: held, productClass: line?.productClass ?? 'general' },
      ...{ serial: line?.serial ?? null, soldSerials: soldOfLine.map(({ serial }) => serial) },
      putAway: away.find((one) => one.lineNo === lineNo)?.units ?? 0,
      startedAt: { delivery: of?.deliveredAt ?? null, invoice: of?.handedOverAt ?? null, registration },
    };
  });
}

type SoldSerial = typeof soldSerials.$inferSelect;

/** Of the unit that the claim names; without a name, of the line's unit that was registered first. Epoch ms. */
function registeredAt(sold: readonly SoldSerial[], serial: string | null): number | null {
  const meant = serial === null ? sold : sold.filter((one) => one.serial === serial);
  const known = meant.flatMap((one) => one.registeredAt?.getTime() ?? []);
  return known.length === 0 ? null : Math.min(...known);
}
