import { and, eq, inArray, sql } from 'drizzle-orm';
import { releaseShipmentStock } from '../../db/inventory/release-reservations.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { orderLines } from '../../db/schema/orders.ts';
import { shipments } from '../../db/schema/shipping.ts';

/** Frees the stock that a shipment still holds. Its units were taken off the lines when it was given up. */
export async function releaseShipment({ tx, facts }: OrderChange, shipmentId: string): Promise<void> {
  const shipment = facts.shipments.find((s) => s.id === shipmentId);
  if (shipment) await releaseShipmentStock(tx, facts.id, shipment.no);
}

/** Gives up planned shipments that lost their stock: their units are open again, their payments will be voided. */
export async function unplanShipments(change: OrderChange, shipmentNos: readonly number[], why: string): Promise<void> {
  const lost = change.facts.shipments.filter((s) => shipmentNos.includes(s.no) && s.state !== 'cancelled');
  for (const shipment of lost) {
    for (const { lineNo, quantity } of shipment.lines) {
      await change.tx
        .update(orderLines)
        .set({
          reserved: sql`${orderLines.reserved} - ${quantity}`,
          ...(shipment.prepaid && { prepaid: sql`${orderLines.prepaid} + ${quantity}` }),
        })
        .where(and(eq(orderLines.orderId, change.facts.id), eq(orderLines.lineNo, lineNo)));
    }
    const state = shipment.state === 'planned' ? 'cancelled' : 'voiding';
    await change.tx
      .update(shipments)
      .set({ state })
      .where(inArray(shipments.id, [shipment.id]));
    if (state === 'cancelled') await releaseShipment(change, shipment.id);
  }
  if (lost.length > 0) change.record('order.allocation_lost', { shipments: lost.map((s) => s.id), why });
}
