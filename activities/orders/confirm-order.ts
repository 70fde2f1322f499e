import { and, eq, inArray } from 'drizzle-orm';
import { commitReservations } from '../../db/inventory/commit-reservations.ts';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { orders } from '../../db/schema/orders.ts';
import { shipments } from '../../db/schema/shipping.ts';
import {
  isPending,
  isSecured,
  type OrderFacts,
  type ShipmentFacts,
  waitsForAll,
} from '../../domain/orders/order-facts.ts';
import { unplanShipments } from './release-stock.ts';

/**
 * Once the money of every pending shipment is secured, its reservations become commitments and the customer is told.
 * Where a lease ran out in the same instant, the shipment is given up and its units are planned anew.
 */
export async function confirmIfSecured(change: OrderChange): Promise<void> {
  const fresh = await withFreshFacts(change);
  const { facts } = fresh;
  if (facts.approval?.state === 'open' || facts.offer !== null || waitsForAll(facts)) return;
  const pending = facts.shipments.filter(isPending);
  if (pending.length === 0 || !pending.every((s) => isSecured(facts, s))) return;

  const lost = await commitReservations(
    change.tx,
    facts.id,
    pending.map((s) => s.no),
  );
  if (lost.length > 0) return unplanShipments(fresh, lost, 'lease_expired');
  await promise(change, facts, pending);
}

/**
 * The same, for steps after which parcels that were secured before may have nothing left to wait for: what held them back
 * was decided, cancelled or has passed.
 */
export async function confirmWaiting(change: OrderChange): Promise<void> {
  if (change.facts.shipments.some((s) => isPending(s) && s.promiseOn === null)) await confirmIfSecured(change);
}

async function promise(change: OrderChange, facts: OrderFacts, pending: readonly ShipmentFacts[]): Promise<void> {
  const { tx, now } = change;
  const promiseOn = new Date(now + facts.policy.promiseMs);
  const unpromised = pending.filter((s) => s.promiseOn === null).map((s) => s.id);
  if (unpromised.length === 0) return;
  await tx
    .update(shipments)
    .set({ promiseOn })
    .where(and(eq(shipments.orderId, facts.id), inArray(shipments.id, unpromised)));
  change.record('order.secured', { shipments: unpromised, promiseOn: promiseOn.toISOString() });
  if (facts.confirmedAt !== null) return;
  await tx
    .update(orders)
    .set({ confirmedAt: new Date(now), promiseOn })
    .where(eq(orders.id, facts.id));
  change.tell('order_confirmed', 'confirmed', {
    promiseOn: promiseOn.toISOString(),
    totalMinor: facts.totalMinor,
    currency: facts.currency,
  });
}
