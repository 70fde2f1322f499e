/** What the next step of an order will read, read in the transaction of the step before it: no statement of its own. */
import { type AllocationInput, loadAllocationInput } from '../../db/orders/load-allocation-input.ts';
import { loadPayment, type PaymentForCall } from '../../db/payments/load-payment.ts';
import type { Database } from '../../db/pool.ts';
import { loadShipment, type ShipmentForCall } from '../../db/shipping/load-shipment.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Work, WorkKind } from '../../domain/orders/due-work.ts';

const readers = {
  reserve: loadAllocationInput,
  authorise: loadPayment,
  capture: loadPayment,
  buy_label: loadShipment,
} as const satisfies Partial<Record<WorkKind, (on: Tx, subject: string) => Promise<unknown>>>;

type Read = {
  readonly reserve: AllocationInput;
  readonly authorise: PaymentForCall;
  readonly capture: PaymentForCall;
  readonly buy_label: ShipmentForCall;
};

/** The next step follows at once, in the same workflow task. What nobody fetched by then is too old to act on. */
const freshForMs = 2000;
const mostKept = 1000;

type Kept = { readonly work: Work; readonly value: unknown; readonly until: number };

/** One thing per order, and of this process alone: another worker, or a second attempt, finds nothing here and reads for itself. */
const keptOf = new WeakMap<Database, Map<string, Kept>>();

export type Ahead = { readonly work: Work; readonly value: unknown } | null;

/** To be called last in a step's transaction. Where several things are due at once, or under way, each reads for itself. */
export async function readAhead(tx: Tx, due: readonly Work[]): Promise<Ahead> {
  const [work] = due;
  if (!work || due.length > 1 || !hasReader(work.kind)) return null;
  return { work, value: await readers[work.kind](tx, work.subject) };
}

/** To be called when that transaction is committed. What was read before it is of another order than the one that stands now. */
export function keepAhead(database: Database, orderId: string, ahead: Ahead): void {
  const kept = keptOf.get(database) ?? new Map<string, Kept>();
  kept.delete(orderId);
  if (ahead === null || ahead.value === null) return;
  if (kept.size >= mostKept) kept.clear();
  kept.set(orderId, { ...ahead, until: Date.now() + freshForMs });
  keptOf.set(database, kept);
}

/** What was read ahead, once; null when it was not, or is too old. */
export function takeAhead<Kind extends keyof Read>(
  database: Database,
  orderId: string,
  { kind, subject }: { readonly kind: Kind; readonly subject: string },
): Read[Kind] | null {
  const kept = keptOf.get(database);
  const found = kept?.get(orderId);
  if (found?.work.kind !== kind || found.work.subject !== subject) return null;
  kept?.delete(orderId);
  // readAhead stored what the reader of this kind gave.
  return found.until > Date.now() ? (found.value as Read[Kind]) : null;
}

const hasReader = (kind: WorkKind): kind is keyof Read => kind in readers;
