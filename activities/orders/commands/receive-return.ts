import { and, eq, sql } from 'drizzle-orm';
import { claimableLines } from '../../../db/claims/claimable.ts';
import { restock } from '../../../db/inventory/restock.ts';
import { requestRefund } from '../../../db/payments/request-refund.ts';
import { orderLines } from '../../../db/schema/orders.ts';
import { shipmentLines } from '../../../db/schema/shipping.ts';
import { recordScans } from '../../../db/shipping/record-scans.ts';
import { claimableUnits } from '../../../domain/claims/claim-ledger.ts';
import { owesCapture } from '../../../domain/orders/due-work.ts';
import { hasLeft } from '../../../domain/orders/order-facts.ts';
import { type Command, done, refused } from './command.ts';

/** A parcel came back and was inspected: sound units return to the shelf, the rest is written off, then money or goods go back. */
export const receiveReturn: Command<'receive_return'> = async (change, { shipmentId, lines, then, reason }) => {
  const { tx, facts, now } = change;
  const shipment = facts.shipments.find((s) => s.id === shipmentId);
  if (!shipment) return refused('not_found', { thing: `Shipment ${shipmentId}` });
  const returnable =
    hasLeft(shipment) &&
    shipment.tracking !== 'delivered' &&
    shipment.tracking !== 'returned' &&
    shipment.tracking !== 'lost';
  if (!returnable)
    return refused('shipment_not_ready', {
      shipment: shipmentId,
      state: shipment.tracking ?? shipment.state,
      needed: 'returning',
    });
  // What is captured after its refund was reckoned would never be given back; what is to ship again may be cancelled yet.
  if (owesCapture(facts, shipment.no)) return refused('capture_pending', { shipment: shipmentId, order: facts.id });
  for (const lineNo of new Set([...shipment.lines, ...lines].map((line) => line.lineNo))) {
    const held = shipment.lines.find((l) => l.lineNo === lineNo)?.quantity ?? 0;
    const counted = lines.find((l) => l.lineNo === lineNo) ?? { restocked: 0, writtenOff: 0 };
    const named = counted.restocked + counted.writtenOff;
    if (named !== held)
      return refused('wrong_units_of_parcel', { shipment: shipmentId, line: lineNo, units: held, counted: named });
  }
  const free = await claimableLines(tx, facts.id);
  const claimed = shipment.lines.find(({ lineNo, quantity }) => {
    const line = free.find((l) => l.lineNo === lineNo);
    return line !== undefined && quantity > claimableUnits(line.ledger, 'missing');
  });
  if (claimed) return refused('units_claimed', { line: claimed.lineNo });
  for (const { lineNo, restocked, writtenOff } of lines) {
    await restock(tx, {
      orderId: facts.id,
      shipmentNo: shipment.no,
      lineNo,
      units: restocked,
      key: `${shipmentId}/restock/${lineNo}`,
    });
    await tx
      .update(shipmentLines)
      .set({ restocked, writtenOff })
      .where(and(eq(shipmentLines.shipmentId, shipmentId), eq(shipmentLines.lineNo, lineNo)));
    const units = restocked + writtenOff;
    await tx
      .update(orderLines)
      .set(
        then === 'refund'
          ? {
              returned: sql`${orderLines.returned} + ${restocked}`,
              writtenOff: sql`${orderLines.writtenOff} + ${writtenOff}`,
            }
          : { shipped: sql`${orderLines.shipped} - ${units}`, prepaid: sql`${orderLines.prepaid} + ${units}` },
      )
      .where(and(eq(orderLines.orderId, facts.id), eq(orderLines.lineNo, lineNo)));
  }
  const occurredAt = new Date(now).toISOString();
  const scan = {
    id: `return-${shipmentId}`,
    occurredAt,
    status: 'returned' as const,
    rawCode: 'received',
    message: reason,
    correction: true,
  };
  await recordScans(change, shipmentId, [scan]);
  change.record('shipment.return_received', { shipment: shipmentId, lines, then });
  if (then === 'refund') {
    const units = lines.map((l) => ({ lineNo: l.lineNo, quantity: l.restocked + l.writtenOff }));
    await requestRefund(change, units, { shipmentNo: shipment.no, reason: 'returned' });
  }
  return done({ shipment: shipmentId, then });
};
