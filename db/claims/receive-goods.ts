/** What comes back because of a claim: received as it is, inspected, and put where it belongs. */
import { and, eq, sql } from 'drizzle-orm';
import type { ClaimFacts, ReturnFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import {
  type Disposition,
  matchReceipt,
  type ReceivedUnits,
  refundableUnits,
} from '../../domain/claims/match-receipt.ts';
import { isRepaired } from '../../domain/claims/owed-steps.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { restock } from '../inventory/restock.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { returnInspections, returnLines, returnReceipts, returns } from '../schema/claims.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { returnIdOf } from './authorise-return.ts';
import { askAboutUnreturned } from './expire-return.ts';
import { afterReceipt, takeBackAnswers } from './late-originals.ts';
import { onOrder } from './resolve-claim.ts';
import { openSendBack } from './send-back.ts';

type Change = ProcessChange<ClaimFacts>;

/** Nothing that arrives is dropped: what nobody authorised, or ordered, is a task for a person. */
export async function receiveGoods(change: Change, received: readonly ReceivedUnits[]) {
  const { tx, facts, now, actor, record } = change;
  const back = facts.return ?? (await unannounced(change));
  const { value: ordered } = await onOrder(change, async ({ facts: order }) => order.lines);
  const shipped = new Map(ordered.map((line) => [line.lineNo, line.shipped]));
  const authorised = back.lines.map(({ received: receivedBefore, units, ...line }) => ({
    ...{ ...line, receivedBefore },
    units: Math.min(units, shipped.get(line.lineNo) ?? 0), // what never left cannot have come back
  }));
  const match = matchReceipt(
    authorised,
    ordered.map(({ sku }) => sku),
    received,
  );
  await tx.insert(returnReceipts).values({
    ...{ returnId: back.id, received, unauthorised: match.unauthorised, foreign: match.foreign, recordedBy: actor },
    no: sql`(select coalesce(max(no), 0) + 1 from return_receipts where return_id = ${back.id})`,
    at: new Date(now),
  });
  for (const { lineNo, units } of match.lines) {
    await tx
      .update(returnLines)
      .set({ received: sql`${returnLines.received} + ${units}` })
      .where(and(eq(returnLines.returnId, back.id), eq(returnLines.lineNo, lineNo)));
  }
  if (match.lines.length > 0 && back.status !== 'inspected')
    await tx.update(returns).set({ status: 'received' }).where(eq(returns.id, back.id));
  const { lines, unauthorised, foreign } = match;
  if (unauthorised.length + foreign.length > 0 && facts.woundUpAt === null) {
    const task = {
      kind: 'unexpected_goods',
      subject: back.id,
      orderId: facts.orderId,
      details: { unauthorised, foreign },
    };
    await raiseTask(tx, { ...task, role: 'agent', now });
  }
  record('return.received', { return: back.id, lines, unauthorised, foreign });
  if (lines.length > 0) await afterReceipt(change);
  return { return: back.id, ...match };
}

/** It came before anybody authorised it: it begins as received, with what was claimed. */
async function unannounced({ tx, facts, now, record }: Change): Promise<ReturnFacts> {
  const id = returnIdOf(facts.id);
  const dueAt = now + claimPolicy.returnDueMs;
  await tx.insert(returns).values({ id, claimId: facts.id, status: 'received', dueAt: new Date(dueAt) });
  const lines = facts.lines.map(({ lineNo, sku, units }) => ({ lineNo, sku, units }));
  await tx.insert(returnLines).values(lines.map((line) => ({ ...line, returnId: id })));
  record('return.unannounced', { return: id });
  const none = { received: 0, inspected: 0, accepted: 0 };
  const noLabel = { label: 'none', trackingCode: null } as const;
  return {
    id,
    status: 'received',
    authorisedAt: null,
    dueAt,
    ...noLabel,
    sendBacks: [],
    lines: lines.map((line) => ({ ...line, ...none })),
  };
}

export type InspectedLine = {
  readonly lineNo: number;
  readonly units: number;
  readonly accepted: boolean;
  readonly disposition: Disposition;
};

/** Refunded is what was accepted. Sound units go to the shelf they left. */
export async function inspectGoods(
  change: Change,
  inspected: readonly InspectedLine[],
): Promise<Refusal | Readonly<Record<string, unknown>>> {
  const { facts, record } = change;
  const back = facts.return;
  if (back === null) return refusal('not_found', { thing: `Return ${returnIdOf(facts.id)}` });
  if (facts.woundUpAt !== null && inspected.some(({ disposition }) => disposition === 'send_back'))
    return refusal('nobody_to_send_to', { claim: facts.id });
  for (const line of back.lines) {
    const asked = inspected.filter(({ lineNo }) => lineNo === line.lineNo).reduce((sum, { units }) => sum + units, 0);
    const possible = line.received - line.inspected;
    if (asked > possible) return refusal('not_received', { line: line.lineNo, asked, possible });
  }
  const unknown = inspected.find(({ lineNo }) => !back.lines.some((line) => line.lineNo === lineNo));
  if (unknown) return refusal('not_received', { line: unknown.lineNo, asked: unknown.units, possible: 0 });
  const sound = inspected.find(
    ({ accepted, lineNo, ...line }) => accepted && leaves(line) && isRepaired(facts, lineNo),
  );
  if (sound) return refusal('goods_to_repair', { claim: facts.id, line: sound.lineNo });
  for (const line of inspected) await inspectLine(change, back.id, line);
  const refused = inspected.filter(({ disposition }) => disposition === 'send_back');
  await openSendBack(
    change,
    back.id,
    refused.map(({ lineNo, units }) => ({ lineNo, units })),
  );
  record('return.inspected', { return: back.id, lines: inspected });
  const ended = await endInspection(change, back, inspected);
  await takeBackAnswers(change);
  await askAboutUnreturned(change);
  return ended;
}

/** On a shelf it would be sold, and as scrap there would be nothing to repair. */
const leaves = ({ disposition }: Pick<InspectedLine, 'disposition'>): boolean =>
  disposition === 'restock' || disposition === 'scrap';

/** Counts units as looked at, and puts sound ones back. */
export async function inspectLine(change: Change, returnId: string, line: InspectedLine): Promise<void> {
  const { tx, facts, now, actor } = change;
  const [row] = await tx
    .insert(returnInspections)
    .values({
      ...{ ...line, returnId, at: new Date(now), inspectedBy: actor },
      no: sql`(select coalesce(max(no), 0) + 1 from return_inspections where return_id = ${returnId})`,
    })
    .returning({ no: returnInspections.no });
  await tx
    .update(returnLines)
    .set({
      inspected: sql`${returnLines.inspected} + ${line.units}`,
      accepted: sql`${returnLines.accepted} + ${refundableUnits([line])}`,
    })
    .where(and(eq(returnLines.returnId, returnId), eq(returnLines.lineNo, line.lineNo)));
  if (line.disposition !== 'restock') return;
  await onOrder(change, async ({ facts: order }) => {
    const from = order.shipments.find((s) => s.lines.some(({ lineNo }) => lineNo === line.lineNo));
    const key = `${returnId}/restock/${row?.no}`;
    await restock(tx, {
      orderId: facts.orderId,
      shipmentNo: from?.no ?? 0,
      lineNo: line.lineNo,
      units: line.units,
      key,
    });
  });
}

/** Inspected is a return once all of it has come and was looked at; of one that was over before, all that has come. */
async function endInspection({ tx, facts, now }: Change, back: ReturnFacts, inspected: readonly InspectedLine[]) {
  const looked = (lineNo: number): number =>
    inspected.filter((line) => line.lineNo === lineNo).reduce((sum, { units }) => sum + units, 0);
  const seen = (wanted: 'units' | 'received'): boolean =>
    back.lines.every((line) => line.inspected + looked(line.lineNo) === line[wanted]);
  const complete = seen('units');
  const wasOver = facts.status !== 'resolving' && back.dueAt <= now && seen('received');
  if (complete || wasOver) await tx.update(returns).set({ status: 'inspected' }).where(eq(returns.id, back.id));
  return { return: back.id, complete };
}
