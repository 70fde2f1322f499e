import { sql } from 'drizzle-orm';
import { commitReservations } from '../../db/inventory/commit-reservations.ts';
import { assignShipment, unshippedHeld } from '../../db/inventory/held-rows.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { type AllocationInput, partsOfLines } from '../../db/orders/load-allocation-input.ts';
import { moveUnits } from '../../db/orders/move-units.ts';
import type { Database } from '../../db/pool.ts';
import { isPending } from '../../domain/orders/order-facts.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { closeMootInterventions } from './close-waits.ts';
import { confirmIfSecured } from './confirm-order.ts';
import { insertShipments, unitsOf } from './insert-shipments.ts';
import type { NewShipment } from './new-shipment.ts';
import { runStep, type StepInput } from './order-step.ts';
import { unplanShipments } from './release-stock.ts';

/** After a nudge: takes in what changed outside the process, such as an expired lease or a filled backorder. */
export function refreshOrder(database: Database, input: StepInput): Promise<Progress> {
  return runStep(database, input, async (change) => {
    await giveUpExpired(change);
    await shipFilledBackorders(change);
    await closeMootInterventions(change);
  });
}

/** Planned shipments whose reservations the sweeper freed. */
async function giveUpExpired(change: OrderChange): Promise<void> {
  const pending = change.facts.shipments.filter(isPending);
  if (pending.length === 0) return;
  const rows = await change.tx.execute<{ no: number }>(sql`
    select distinct r.shipment_no as no from reservations r where r.order_id = ${change.facts.id} and r.state = 'expired'`);
  const expired = rows.map((row) => row.no);
  await unplanShipments(
    change,
    pending.map((s) => s.no).filter((no) => expired.includes(no)),
    'lease_expired',
  );
}

/** Queued units that a receipt has filled become later shipments of the same order. */
async function shipFilledBackorders(change: OrderChange): Promise<void> {
  const { tx, facts } = change;
  if (facts.lines.every((line) => line.backordered === 0)) return;
  const held = await unshippedHeld(tx, facts.id);
  if (held.length === 0) return;
  const parcels = parcelsOf(held, await partsOfLines(tx, facts.id));
  const last = facts.shipments.reduce((no, s) => Math.max(no, s.no), 0);
  for (const [index, parcel] of parcels.entries()) await shipFilled(change, { ...parcel, no: last + index + 1 });
  // What was paid for before waits for no authorisation.
  if (parcels.some((parcel) => parcel.prepaid)) await confirmIfSecured(change);
}

type Parcel = Omit<NewShipment, 'no'>;

/** One parcel per location, and one more for what was captured before; parts of an incomplete kit stay where they are. */
function parcelsOf(held: AllocationInput['held'], lines: AllocationInput['lines']): Parcel[] {
  const prepaidLeft = new Map(lines.map((line) => [line.lineNo, line.prepaid]));
  return [...new Set(held.map((row) => row.locationId))].flatMap((locationId) => {
    const filled = unitsOf(
      held.filter((row) => row.locationId === locationId),
      lines,
    );
    const split = filled.map(({ lineNo, quantity }) => {
      const left = prepaidLeft.get(lineNo) ?? 0;
      const prepaid = Math.min(quantity, left);
      prepaidLeft.set(lineNo, left - prepaid);
      return { lineNo, prepaid, charged: quantity - prepaid };
    });
    const parcels: Parcel[] = [
      { locationId, prepaid: true, lines: split.map((s) => ({ lineNo: s.lineNo, quantity: s.prepaid })) },
      { locationId, prepaid: false, lines: split.map((s) => ({ lineNo: s.lineNo, quantity: s.charged })) },
    ];
    return parcels.map(withoutEmptyLines).filter((parcel) => parcel.lines.length > 0);
  });
}

const withoutEmptyLines = (parcel: Parcel): Parcel => ({
  ...parcel,
  lines: parcel.lines.filter((line) => line.quantity > 0),
});

async function shipFilled(change: OrderChange, parcel: NewShipment): Promise<void> {
  const { tx, facts } = change;
  await assignShipment(tx, { ...parcel, orderId: facts.id, shipmentNo: parcel.no });
  await moveUnits(tx, facts.id, parcel.lines, { from: 'backordered' });
  await insertShipments(change, [parcel]);
  // An order that ships complete may wait for longer than a lease lives.
  if (facts.shipComplete) await commitReservations(tx, facts.id, [parcel.no]);
}
