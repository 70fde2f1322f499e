/** What was not accepted goes back to its customer: with a label of ours, or by the hands of the warehouse. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import type { ClaimFacts, SentBackLine } from '../../domain/claims/claim-facts.ts';
import { sentByHand } from '../../domain/claims/owed-steps.ts';
import type { Label } from '../../domain/shipping/label.ts';
import { warehouseAddress } from '../inventory/warehouse-address.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { Database } from '../pool.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { sendBacks } from '../schema/send-backs.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { countDone } from './count-done.ts';
import type { Parcel, ParcelToOpen } from './return-label.ts';

type Change = ProcessChange<ClaimFacts>;

/** One parcel per inspection that found something to send back; the process buys its label. */
export async function openSendBack(
  { tx, now, record }: Change,
  returnId: string,
  lines: readonly SentBackLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const [row] = await tx
    .insert(sendBacks)
    .values({
      ...{ returnId, lines, openedAt: new Date(now) },
      id: sql`${returnId}::text || '-B' || (select count(*) + 1 from send_backs where return_id = ${returnId})`,
    })
    .returning({ id: sendBacks.id });
  record('return.send_back_opened', { return: returnId, parcel: row?.id, lines });
}

/** From where the order left to where it went; null when no label is wanted any more. */
export async function loadSendBack({ query }: Database, id: string): Promise<Parcel | null> {
  const rows = await query.execute<{ parcel: Parcel }>(sql`
    select jsonb_build_object(
      'id', b.id, 'providerShipmentId', b.provider_shipment_id, 'rateId', b.rate_id, 'to', o.ship_to,
      'weightGrams', (select coalesce(sum((sent ->> 'units')::int * l.weight_grams), 0) from jsonb_array_elements(b.lines) sent
         join order_lines l on l.order_id = c.order_id and l.line_no = (sent ->> 'lineNo')::int),
      'from', ${warehouseAddress}
    ) as parcel
    from send_backs b join returns r on r.id = b.return_id join claims c on c.id = r.claim_id join orders o on o.id = c.order_id
    join lateral (select s.location_id from shipments s where s.order_id = o.id and s.handed_over_at is not null order by s.no limit 1) s on true
    join locations w on w.id = s.location_id
    where b.id = ${id} and b.label = 'wanted'`);
  return rows[0]?.parcel ?? null;
}

/** Whether a parcel of ours that goes back to a customer has this tracking code. */
export async function isSendBack(tx: Pick<Tx, 'select'>, trackingCode: string): Promise<boolean> {
  const rows = await tx.select({ id: sendBacks.id }).from(sendBacks).where(eq(sendBacks.trackingCode, trackingCode));
  return rows.length > 0;
}

/** Only this parcel is ever bought; false where another one was kept before. */
export async function keepSendBackParcel({ query }: Database, id: string, parcel: ParcelToOpen): Promise<boolean> {
  const rows = await query
    .update(sendBacks)
    .set(parcel)
    .where(and(eq(sendBacks.id, id), isNull(sendBacks.providerShipmentId)))
    .returning({ id: sendBacks.id });
  return rows.length === 1;
}

/** Kept, counted, told to the customer and given to the warehouse, once. */
export async function writeSendBackLabel(change: Change, id: string, label: Label): Promise<void> {
  const { tx, facts, now, record } = change;
  const { currency: rateCurrency, ...kept } = label;
  const [written] = await tx
    .update(sendBacks)
    .set({ ...kept, rateCurrency, label: 'bought', sentAt: new Date(now) })
    .where(and(eq(sendBacks.id, id), eq(sendBacks.label, 'wanted')))
    .returning({ lines: sendBacks.lines });
  if (!written) return;
  await countDone(change, 'sentBack', written.lines);
  const { carrier, trackingCode, trackingUrl, labelUrl } = label;
  record('return.sent_back', { parcel: id, lines: written.lines, carrier });
  await tellCustomer(tx, {
    ...{ customerId: facts.customerId, process: `claim/${facts.id}`, step: `sent-back-${id}`, now },
    template: 'claim_sent_back',
    params: { claim: facts.id, order: facts.orderId, carrier, tracking: trackingUrl ?? trackingCode },
  });
  const details = { claim: facts.id, parcel: id, lines: written.lines, label: labelUrl };
  await raiseTask(tx, { kind: 'pack_send_back', subject: id, orderId: facts.orderId, role: 'warehouse', details, now });
}

/** No label could be bought: the warehouse sends it in a way of its own and shows that it left. False for another subject. */
export async function sendBackByHand({ tx, facts, now }: Change, id: string): Promise<boolean> {
  const [parcel] = await tx
    .update(sendBacks)
    .set({ label: 'none' })
    .where(and(eq(sendBacks.id, id), eq(sendBacks.label, 'wanted')))
    .returning({ lines: sendBacks.lines });
  if (!parcel) return false;
  const details = { claim: facts.id, parcel: id, lines: parcel.lines };
  await raiseTask(tx, {
    ...{ kind: 'send_back_by_hand', subject: id, orderId: facts.orderId, role: 'warehouse', details, now },
    ...{ evidenceWanted: 'tracking', processId: facts.id },
  });
  return true;
}

/** What the warehouse has shown to have left. */
export async function countSentByHand(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  for (const { id, lines } of sentByHand(facts)) {
    const counted = await tx
      .update(sendBacks)
      .set({ sentAt: new Date(now) })
      .where(and(eq(sendBacks.id, id), isNull(sendBacks.sentAt)))
      .returning({ id: sendBacks.id });
    if (counted.length === 0) continue;
    await countDone(change, 'sentBack', lines);
    record('return.sent_back', { parcel: id, lines, carrier: null });
    await tellCustomer(tx, {
      ...{ customerId: facts.customerId, process: `claim/${facts.id}`, step: `sent-back-${id}`, now },
      ...{ template: 'claim_sent_back_by_hand', params: { claim: facts.id, order: facts.orderId } },
    });
  }
}
