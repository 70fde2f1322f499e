import { and, eq, inArray } from 'drizzle-orm';
import { commitReservations } from '../../db/inventory/commit-reservations.ts';
import { filledFromQueue } from '../../db/inventory/held-rows.ts';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { orders } from '../../db/schema/orders.ts';
import { shipments } from '../../db/schema/shipping.ts';
import { openTotal } from '../../domain/orders/approval-need.ts';
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
  const unpromised = pending.filter((s) => s.promiseOn === null);
  if (unpromised.length === 0) return;
  if (facts.confirmedAt !== null) return promiseLater(change, facts, unpromised);
  const promiseOn = new Date(now + facts.policy.promiseMs);
  await writePromise(change, unpromised, promiseOn);
  await tx
    .update(orders)
    .set({ confirmedAt: new Date(now), promiseOn })
    .where(eq(orders.id, facts.id));
  change.tell('order_confirmed', 'confirmed', {
    promiseOn: promiseOn.toISOString(),
    totalMinor: openTotal(facts),
    currency: facts.currency,
    waiting: facts.lines.reduce((sum, line) => sum + line.backordered, 0),
  });
}

/** The customer knows a day already: what was in a parcel of that day, and comes in another one, keeps it while it is ahead. */
async function promiseLater(change: OrderChange, facts: OrderFacts, parcels: readonly ShipmentFacts[]): Promise<void> {
  const fromQueue = await filledFromQueue(change.tx, facts.id);
  const anew = change.now + facts.policy.promiseMs;
  const promiseOf = (parcel: ShipmentFacts): number =>
    (fromQueue.includes(parcel.no) ? null : promiseAhead(facts, parcel, change.now)) ?? anew;
  for (const on of new Set(parcels.map(promiseOf))) {
    const these = parcels.filter((parcel) => promiseOf(parcel) === on);
    await writePromise(change, these, new Date(on));
  }
}

/** Of other parcels with units of the same lines, the first day that is still to come. */
function promiseAhead(facts: OrderFacts, { lines }: ShipmentFacts, now: number): number | null {
  const sharesLine = (other: ShipmentFacts) => other.lines.some((l) => lines.some(({ lineNo }) => lineNo === l.lineNo));
  const days = facts.shipments.filter(sharesLine).map(({ promiseOn }) => promiseOn);
  const ahead = days.filter((day) => day !== null).filter((day) => day > now);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

async function writePromise(
  { tx, facts, record }: OrderChange,
  parcels: readonly ShipmentFacts[],
  promiseOn: Date,
): Promise<void> {
  const ids = parcels.map(({ id }) => id);
  await tx
    .update(shipments)
    .set({ promiseOn })
    .where(and(eq(shipments.orderId, facts.id), inArray(shipments.id, ids)));
  record('order.secured', { shipments: ids, promiseOn: promiseOn.toISOString() });
}
