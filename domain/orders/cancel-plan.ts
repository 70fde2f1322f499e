/** Which units a cancel takes: first those nobody has touched, then the queue, then the shelf; never what has left. */
import { type Refusal, refusal } from '../errors/error-codes.ts';
import type { UnitsOfLine } from './command-payloads.ts';
import {
  cancellableUnits,
  hasConfirmedQueue,
  isKept,
  isPending,
  isSecured,
  type LineFacts,
  livePayment,
  mayStillBePaid,
  type OrderFacts,
  openUnits,
  type ShipmentFacts,
  unitsIn,
} from './order-facts.ts';

export type CancelledLine = {
  readonly lineNo: number;
  readonly fromOpen: number;
  readonly fromBackorder: number;
  readonly fromShipments: readonly {
    readonly shipmentId: string;
    readonly shipmentNo: number;
    readonly quantity: number;
  }[];
};

export type CancelPlan =
  | { readonly kind: 'plan'; readonly lines: readonly CancelledLine[] }
  | ({ readonly kind: 'refused' } & Refusal);

/** Without `asked`: every unit that has not left. Asking for more than can be cancelled is refused with the numbers. */
export function planCancel(facts: OrderFacts, asked?: readonly UnitsOfLine[]): CancelPlan {
  const wanted = asked ?? facts.lines.map((line) => ({ lineNo: line.lineNo, quantity: cancellableUnits(line) }));
  const summed = sumPerLine(wanted);
  for (const [lineNo, quantity] of summed) {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    if (!line) return { kind: 'refused', ...refusal('not_found', { thing: `Line ${lineNo} of order ${facts.id}` }) };
    if (quantity > cancellableUnits(line)) {
      const details = { line: lineNo, asked: quantity, possible: cancellableUnits(line), shipped: line.shipped };
      return { kind: 'refused', ...refusal('too_many_units', details) };
    }
  }
  const lines = facts.lines.flatMap((line) => takeFrom(facts, line, summed.get(line.lineNo) ?? 0));
  if (lines.length === 0) return { kind: 'refused', ...refusal('nothing_to_cancel', { order: facts.id }) };
  return { kind: 'plan', lines };
}

/** Why something is cancelled that nobody was promised: it cannot be had, not be paid for, may not be added, or nobody lent the money for it. */
export type UnpromisedBecause = 'out_of_stock' | 'unpaid' | 'not_allowed' | 'not_on_credit';

export type Unpromised = { readonly now: number; readonly because: UnpromisedBecause };

type Spared = {
  /** Units that were paid for before. */
  readonly paid: boolean;
  /** Units that wait for stock since before. */
  readonly queue: boolean;
  /** All units of a line of which something was promised: they are planned anew because some were missing, or came later. */
  readonly promisedLines: boolean;
  /** Parcels that were promised on a card and are to be paid on account instead. */
  readonly onAccount: boolean;
};

// Who has not allowed an addition, or lent the money for it, has not spoken about what was there before. An amendment adds
// lines of its own, so a line that was promised is none of it; credit is asked for by the parcel, whatever line it carries.
const spares: Readonly<Record<UnpromisedBecause, Spared>> = {
  out_of_stock: { paid: false, queue: false, promisedLines: false, onAccount: true },
  unpaid: { paid: true, queue: false, promisedLines: false, onAccount: true },
  not_allowed: { paid: true, queue: true, promisedLines: true, onAccount: true },
  not_on_credit: { paid: true, queue: true, promisedLines: false, onAccount: false },
};

/** Every unit that has not left and lies in no promised parcel, but for what the reason spares. */
export function planCancelUnpromised(facts: OrderFacts, { now, because }: Unpromised): CancelPlan {
  const spared = spares[because];
  const kept = facts.shipments.filter(
    (shipment) =>
      (isKept(facts, shipment, now) && (spared.onAccount || !asksForCredit(facts, shipment))) ||
      (because === 'unpaid' && mayStillBePaid(facts, shipment, now)),
  );
  const rest = spared.queue && hasConfirmedQueue(facts) ? withoutQueue(facts) : facts;
  const wanted = rest.lines.map((line) => {
    if (spared.promisedLines && wasPromised(facts, line)) return { lineNo: line.lineNo, quantity: 0 };
    const inParcels = kept.reduce((sum, shipment) => sum + unitsIn(shipment, line.lineNo), 0);
    const paid = spared.paid ? Math.min(line.prepaid, openUnits(line) + line.backordered) : 0;
    return { lineNo: line.lineNo, quantity: cancellableUnits(line) - inParcels - paid };
  });
  return planCancel({ ...rest, shipments: rest.shipments.filter((s) => !kept.includes(s)) }, wanted);
}

/** Whether anything that has not left would still be there after it. */
export function leavesSomething(facts: OrderFacts, why: Unpromised): boolean {
  const plan = planCancelUnpromised(facts, why);
  if (plan.kind === 'refused') return true;
  return facts.lines.some((line) => cancellableUnits(line) > unitsTaken(plan.lines, line.lineNo));
}

/** Units of a line that are taken out; of a line that is not named, none. */
export function unitsTaken(lines: readonly CancelledLine[], lineNo: number): number {
  const line = lines.find((candidate) => candidate.lineNo === lineNo);
  if (line === undefined) return 0;
  return line.fromOpen + line.fromBackorder + line.fromShipments.reduce((sum, s) => sum + s.quantity, 0);
}

const asksForCredit = (facts: OrderFacts, shipment: ShipmentFacts): boolean =>
  livePayment(facts, shipment.no)?.method === 'account' && !isSecured(facts, shipment);

const wasPromised = (facts: OrderFacts, { lineNo }: LineFacts): boolean =>
  facts.shipments.some((s) => s.promiseOn !== null && s.lines.some((line) => line.lineNo === lineNo));

const withoutQueue = (facts: OrderFacts): OrderFacts => ({
  ...facts,
  lines: facts.lines.map((line) => ({ ...line, ordered: line.ordered - line.backordered, backordered: 0 })),
});

function takeFrom(facts: OrderFacts, line: LineFacts, quantity: number): CancelledLine[] {
  if (quantity === 0) return [];
  const fromOpen = Math.min(quantity, openUnits(line));
  const fromBackorder = Math.min(quantity - fromOpen, line.backordered);
  let rest = quantity - fromOpen - fromBackorder;
  const fromShipments: { shipmentId: string; shipmentNo: number; quantity: number }[] = [];
  for (const shipment of facts.shipments.filter(isPending).toReversed()) {
    const has = unitsIn(shipment, line.lineNo);
    const taken = Math.min(rest, has);
    if (taken > 0) fromShipments.push({ shipmentId: shipment.id, shipmentNo: shipment.no, quantity: taken });
    rest -= taken;
  }
  return [{ lineNo: line.lineNo, fromOpen, fromBackorder, fromShipments }];
}

function sumPerLine(units: readonly UnitsOfLine[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { lineNo, quantity } of units) sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantity);
  return sums;
}
