import type { OrderChange } from '../../db/orders/change-order.ts';
import type { AllocationInput } from '../../db/orders/load-allocation-input.ts';
import { moveUnits } from '../../db/orders/move-units.ts';
import { insertPayments } from '../../db/payments/insert-payments.ts';
import { shipmentLines, shipments } from '../../db/schema/shipping.ts';
import { shipmentId } from '../../domain/ids.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import { mostWorthOfUnits } from '../../domain/orders/worth.ts';
import { keepAsked } from './keep-asked.ts';
import type { NewShipment } from './new-shipment.ts';

/** Writes reserved shipments with their lines and payments, and moves the units from open to reserved. */
export async function insertShipments(change: OrderChange, planned: readonly NewShipment[]): Promise<void> {
  const { tx, facts } = change;
  if (planned.length === 0) return;
  await tx.insert(shipments).values(
    planned.map((s) => ({
      id: shipmentId(facts.id, s.no),
      orderId: facts.id,
      no: s.no,
      locationId: s.locationId,
      prepaid: s.prepaid,
    })),
  );
  await tx
    .insert(shipmentLines)
    .values(planned.flatMap((s) => s.lines.map((l) => ({ shipmentId: shipmentId(facts.id, s.no), ...l }))));
  await moveUnits(tx, facts.id, summed(planned), { to: 'reserved' });
  const prepaid = planned.filter((s) => s.prepaid);
  await moveUnits(tx, facts.id, summed(prepaid), { from: 'prepaid' });
  const charged = planned.filter((s) => !s.prepaid);
  await insertPayments(
    tx,
    facts.id,
    charged.map((s) => ({ shipmentNo: s.no, amountMinor: mostWorthOfUnits(facts.lines, s.lines) })),
  );
  change.record('order.allocated', {
    shipments: planned.map((s) => ({ shipment: shipmentId(facts.id, s.no), location: s.locationId, lines: s.lines })),
  });
}

/** Shipments for units held under a number that has none yet: the worker died after it reserved. */
export async function adoptHeld(
  change: OrderChange,
  state: Pick<AllocationInput, 'held' | 'lines'>,
): Promise<readonly NewShipment[]> {
  const numbers = new Set(state.held.flatMap((row) => (row.shipmentNo === null ? [] : [row.shipmentNo])));
  const prepaid = plansPrepaid(state.lines);
  const planned = [...numbers].map((no): NewShipment => {
    const held = state.held.filter((row) => row.shipmentNo === no);
    return { no, locationId: held[0]?.locationId ?? '', prepaid, lines: unitsOf(held, state.lines) };
  });
  const kept = await keepAsked(change, planned);
  await insertShipments(change, kept);
  return kept;
}

/** What was captured before ships first, in parcels of its own: they are not charged again. */
export function plansPrepaid(lines: AllocationInput['lines']): boolean {
  return lines.some((line) => line.open > 0 && line.prepaid > 0);
}

/** Whole units per line: the scarcest part decides. */
export function unitsOf(rows: AllocationInput['held'], lines: AllocationInput['lines']): UnitsOfLine[] {
  const lineNos = [...new Set(rows.map((row) => row.lineNo))];
  return lineNos.map((lineNo) => {
    const parts = lines.find((l) => l.lineNo === lineNo)?.parts ?? [];
    const counts = parts.map(({ sku, quantity }) => {
      const held = rows.filter((r) => r.lineNo === lineNo && r.sku === sku).reduce((sum, r) => sum + r.quantity, 0);
      return Math.floor(held / quantity);
    });
    return { lineNo, quantity: counts.length > 0 ? Math.min(...counts) : 0 };
  });
}

function summed(planned: readonly NewShipment[]): UnitsOfLine[] {
  const sums = new Map<number, number>();
  for (const { lineNo, quantity } of planned.flatMap((shipment) => shipment.lines)) {
    sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantity);
  }
  return [...sums].map(([lineNo, quantity]) => ({ lineNo, quantity }));
}
