import { releaseShipmentStock, releaseUnits } from '../../db/inventory/release-reservations.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import { type LineFacts, type OrderFacts, openUnits } from '../../domain/orders/order-facts.ts';
import type { NewShipment } from './new-shipment.ts';

/**
 * What of reserved shipments the order still asks for. The reservation decides outside the order's lock, so units may
 * have been cancelled between it and this write; what nobody asks for any more is released here. A shipment that another
 * step has written since it was planned is none to keep: what is reserved under its number is its own. While the customer is
 * asked what is to become of what is short, nothing is asked for: another attempt has ended this allocation.
 */
export async function keepAsked(change: OrderChange, reserved: readonly NewShipment[]): Promise<NewShipment[]> {
  const { tx, facts } = change;
  const left = new Map(
    facts.lines.map((line) => [line.lineNo, { open: askedUnits(facts, line), prepaid: line.prepaid }]),
  );
  const kept: NewShipment[] = [];
  const written = new Set(facts.shipments.map(({ no }) => no));
  for (const shipment of reserved.filter(({ no }) => !written.has(no))) {
    const lines: UnitsOfLine[] = [];
    for (const { lineNo, quantity } of shipment.lines) {
      const line = left.get(lineNo) ?? { open: 0, prepaid: 0 };
      const units = Math.max(0, Math.min(quantity, line.open, shipment.prepaid ? line.prepaid : quantity));
      left.set(lineNo, { open: line.open - units, prepaid: line.prepaid - (shipment.prepaid ? units : 0) });
      if (units > 0) lines.push({ lineNo, quantity: units });
      if (units < quantity) {
        await releaseUnits(tx, { orderId: facts.id, shipmentNo: shipment.no, lineNo, units: quantity - units });
      }
    }
    if (lines.length > 0) kept.push({ ...shipment, lines });
    else await releaseShipmentStock(tx, facts.id, shipment.no);
  }
  return kept;
}

/** What of a shortage is still asked for, as the facts are now. */
export function stillOpen(facts: OrderFacts, short: readonly UnitsOfLine[]): UnitsOfLine[] {
  return short.flatMap(({ lineNo, quantity }) => {
    const line = facts.lines.find((candidate) => candidate.lineNo === lineNo);
    const units = Math.min(quantity, line ? askedUnits(facts, line) : 0);
    return units > 0 ? [{ lineNo, quantity: units }] : [];
  });
}

const askedUnits = ({ offer }: OrderFacts, line: LineFacts): number => (offer === null ? openUnits(line) : 0);
