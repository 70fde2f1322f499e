import { and, eq, sql } from 'drizzle-orm';
import { writeOffReserved } from '../../../db/inventory/write-off-reserved.ts';
import { fitPayment } from '../../../db/payments/fit-payment.ts';
import { orderLines } from '../../../db/schema/orders.ts';
import { shipmentLines, shipments } from '../../../db/schema/shipping.ts';
import { raiseTask } from '../../../db/tasks/raise-task.ts';
import { isPending, unitsIn } from '../../../domain/orders/order-facts.ts';
import { mostWorthOfUnits } from '../../../domain/orders/worth.ts';
import { clearOverdue } from '../clear-overdue.ts';
import { type Command, done, refused } from './command.ts';

/** Units were not on the shelf: they are written off there, a recount is asked for, and the order plans them anew. */
export const shortPick: Command<'short_pick'> = async (change, { shipmentId, missing, reason }) => {
  const { tx, facts } = change;
  const shipment = facts.shipments.find((s) => s.id === shipmentId);
  if (!shipment) return refused('not_found', { thing: `Shipment ${shipmentId}` });
  if (!isPending(shipment))
    return refused('shipment_not_ready', { shipment: shipmentId, state: shipment.state, needed: 'planned, labelled' });
  for (const { lineNo, quantity } of missing) {
    const held = unitsIn(shipment, lineNo);
    if (quantity > held)
      return refused('wrong_units_of_parcel', { shipment: shipmentId, line: lineNo, units: held, counted: quantity });
  }
  for (const { lineNo, quantity } of missing) {
    const key = `${shipmentId}/short-pick/${facts.version}/${lineNo}`;
    await writeOffReserved(tx, { orderId: facts.id, shipmentNo: shipment.no, lineNo, units: quantity, key });
    await tx
      .update(orderLines)
      .set({
        reserved: sql`${orderLines.reserved} - ${quantity}`,
        ...(shipment.prepaid && { prepaid: sql`${orderLines.prepaid} + ${quantity}` }),
      })
      .where(and(eq(orderLines.orderId, facts.id), eq(orderLines.lineNo, lineNo)));
    await tx
      .update(shipmentLines)
      .set({ quantity: sql`${shipmentLines.quantity} - ${quantity}` })
      .where(and(eq(shipmentLines.shipmentId, shipmentId), eq(shipmentLines.lineNo, lineNo)));
  }
  const left = shipment.lines.map(({ lineNo, quantity }) => ({
    lineNo,
    quantity: quantity - (missing.find((m) => m.lineNo === lineNo)?.quantity ?? 0),
  }));
  if (left.every(({ quantity }) => quantity === 0)) {
    const state = shipment.state === 'planned' ? 'cancelled' : 'voiding';
    await tx.update(shipments).set({ state }).where(eq(shipments.id, shipmentId));
    await clearOverdue(change, shipment, 'cancelled');
  } else {
    await fitPayment(tx, { orderId: facts.id, shipmentNo: shipment.no }, mostWorthOfUnits(facts.lines, left));
  }
  await raiseTask(tx, {
    kind: 'recount',
    subject: `${shipment.locationId}/${shipmentId}`,
    orderId: facts.id,
    now: change.now,
    role: 'warehouse',
    details: { missing, reason },
  });
  change.record('shipment.short_picked', { shipment: shipmentId, missing, reason });
  return done({ shipment: shipmentId, missing });
};
