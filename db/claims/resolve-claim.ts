import { eq, sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { ownStepsOwed, returnOwed, unitsToRelease } from '../../domain/claims/owed-steps.ts';
import { worthOf } from '../../domain/orders/worth.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { askForLateItems } from '../exit/late-items.ts';
import { changeOrder, type OrderChange } from '../orders/change-order.ts';
import { requestRefund } from '../payments/request-refund.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimLines, claims, customerCredits } from '../schema/claims.ts';
import { askForSteps } from './ask-for-steps.ts';
import { authoriseReturn } from './authorise-return.ts';
import { moveClaimed, setHeld } from './claimable.ts';
import { countDone } from './count-done.ts';
import { paidLines } from './paid-lines.ts';
import { placeReplacement } from './place-replacement.ts';

type Change = ProcessChange<ClaimFacts>;

/** Changes the claim's order, or another, in the claim's own transaction; its status is left to its own process. */
export function onOrder<T>(
  { tx, facts, now, actor }: Change,
  change: (order: OrderChange) => Promise<T>,
  orderId = facts.orderId,
): Promise<{ value: T }> {
  return changeOrder(tx, { orderId, now, actor, settle: false }, change);
}

/** Everything that was granted and that the engine does by itself: money, credit, the way back of goods, asking people. */
export async function resolveGranted(change: Change): Promise<void> {
  const { facts } = change;
  await lockCustomer(change.tx, facts.customerId);
  const owed = ownStepsOwed(facts);
  const refunds = owed.filter(({ step }) => step === 'refund');
  const credits = owed.filter(({ step }) => step === 'credit');
  if (refunds.length > 0) await refund(change, refunds);
  if (credits.length > 0) await credit(change, credits);
  if (refunds.length + credits.length > 0) await askForLateItems(change.tx, facts.customerId, change.now);
  // One by one: each is an order of its own.
  for (const one of owed.filter(({ step }) => step === 'replacement')) await placeReplacement(change, one);
  if (returnOwed(facts).length > 0) await authoriseReturn(change);
  await askForSteps(change);
}

type Owed = readonly { readonly lineNo: number; readonly units: number }[];

async function refund(change: Change, owed: Owed): Promise<void> {
  const { tx, facts, record } = change;
  const { orderId, lineOf } = await paidLines(tx, facts.orderId);
  const units = owed.map(({ lineNo, units: quantity }) => ({ lineNo: lineOf(lineNo)?.lineNo ?? lineNo, quantity }));
  const request = (order: OrderChange) => {
    const first = order.facts.shipments.find((s) => s.lines.some(({ lineNo }) => lineNo === units[0]?.lineNo));
    return requestRefund(order, units, { shipmentNo: first?.no ?? 0, reason: 'claim', claimId: facts.id });
  };
  const { value: amountMinor } = await onOrder(change, request, orderId);
  await countDone(change, 'refunded', owed);
  record('claim.refund_requested', {
    amountMinor,
    lines: owed.map(({ lineNo, units: quantity }) => ({ lineNo, quantity })),
  });
}

async function credit(change: Change, owed: Owed): Promise<void> {
  const { tx, facts, now, record } = change;
  const { lineOf } = await paidLines(tx, facts.orderId);
  const before = await creditedBefore(tx, facts.orderId);
  const amounts = owed.map(({ lineNo, units }) => {
    const line = lineOf(lineNo);
    return { lineNo, amountMinor: line ? worthOf(line, before.get(lineNo) ?? 0, units) : 0 };
  });
  for (const { lineNo, amountMinor } of amounts.filter((one) => one.amountMinor > 0)) {
    await tx.insert(customerCredits).values({
      ...{ claimId: facts.id, lineNo, amountMinor, customerId: facts.customerId, currency: facts.currency },
      no: sql`(select coalesce(max(no), 0) + 1 from customer_credits where claim_id = ${facts.id} and line_no = ${lineNo})`,
      grantedAt: new Date(now),
    });
  }
  await countDone(change, 'credited', owed);
  record('claim.credited', { lines: amounts });
}

/** Units per line, by all claims on the order: together they are credited what the line came to. The customer is locked. */
async function creditedBefore(tx: Change['tx'], orderId: string): Promise<ReadonlyMap<number, number>> {
  const { lineNo, credited } = claimLines;
  const rows = await tx
    .select({ lineNo, units: sql<number>`sum(${credited})::int` })
    .from(claimLines)
    .innerJoin(claims, eq(claims.id, claimLines.claimId))
    .where(eq(claims.orderId, orderId))
    .groupBy(lineNo);
  return new Map(rows.map((row) => [row.lineNo, row.units]));
}

/** What was claimed and not granted may be claimed again. */
export async function releaseUnits(change: Change, all: boolean): Promise<void> {
  const { tx, facts, record } = change;
  const units = all ? facts.lines.map(({ lineNo, held }) => ({ lineNo, units: held })) : unitsToRelease(facts);
  const released = units.filter((one) => one.units > 0);
  if (released.length === 0) return;
  await onOrder(change, async (order) => {
    await moveClaimed(
      tx,
      facts.orderId,
      released.map((one) => ({ ...one, units: -one.units })),
    );
    order.record('claim.units_released', { claim: facts.id, lines: released });
  });
  const held = (lineNo: number): number => facts.lines.find((line) => line.lineNo === lineNo)?.held ?? 0;
  await setHeld(
    tx,
    facts.id,
    released.map(({ lineNo, units: back }) => ({ lineNo, units: held(lineNo) - back })),
  );
  record('claim.units_released', { lines: released });
}
