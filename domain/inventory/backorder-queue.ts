/**
 * Who gets stock that has arrived at one location. Sorted by (priority, promise date, age). Who can be served whole is
 * served in that order; who cannot is passed over, so that a large order at the head does not keep small ones behind it
 * from what is there. What is left then goes to those passed over, in part. An entry passed over `patience` times takes
 * what there is in its turn, so that small ones do not starve it either.
 */
export type QueueEntry = {
  readonly orderId: string;
  readonly lineNo: number;
  readonly units: number;
  /** What one unit is made of; served whole from one location. */
  readonly parts: readonly { readonly sku: string; readonly quantity: number }[];
  /** Smaller first. */
  readonly priority: number;
  /** Epoch ms; null is after every date. */
  readonly promiseOn: number | null;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly passedOver: number;
};

export type Filled = {
  readonly grants: readonly { readonly orderId: string; readonly lineNo: number; readonly units: number }[];
  /** Entries that saw somebody behind them be served of a SKU that they wait for. */
  readonly passedOver: readonly { readonly orderId: string; readonly lineNo: number }[];
};

export const patience = 3;

export function fillQueue(available: ReadonlyMap<string, number>, waiting: readonly QueueEntry[]): Filled {
  const shelf = new Map(available);
  const grants: { orderId: string; lineNo: number; units: number }[] = [];
  const deferred: QueueEntry[] = [];
  const overtaken = new Set<QueueEntry>();

  function give(entry: QueueEntry, units: number): void {
    if (units === 0) return;
    for (const part of entry.parts) shelf.set(part.sku, (shelf.get(part.sku) ?? 0) - part.quantity * units);
    grants.push({ orderId: entry.orderId, lineNo: entry.lineNo, units });
  }

  for (const entry of [...waiting].sort(byTurn)) {
    const possible = Math.min(entry.units, unitsOn(shelf, entry));
    if (possible < entry.units && entry.passedOver < patience) {
      deferred.push(entry);
      continue;
    }
    give(entry, possible);
    if (possible > 0) for (const ahead of deferred) if (shareSku(ahead, entry)) overtaken.add(ahead);
  }
  for (const entry of deferred) give(entry, Math.min(entry.units, unitsOn(shelf, entry)));
  return { grants, passedOver: [...overtaken].map(({ orderId, lineNo }) => ({ orderId, lineNo })) };
}

function byTurn(a: QueueEntry, b: QueueEntry): number {
  const promise = (entry: QueueEntry) => entry.promiseOn ?? Number.MAX_SAFE_INTEGER;
  return (
    a.priority - b.priority ||
    promise(a) - promise(b) ||
    a.createdAt - b.createdAt ||
    (a.orderId < b.orderId ? -1 : a.orderId > b.orderId ? 1 : a.lineNo - b.lineNo)
  );
}

const shareSku = (a: QueueEntry, b: QueueEntry): boolean =>
  a.parts.some((part) => b.parts.some((other) => other.sku === part.sku));

function unitsOn(shelf: ReadonlyMap<string, number>, entry: QueueEntry): number {
  if (entry.parts.length === 0) return 0;
  return Math.min(...entry.parts.map((part) => Math.max(0, Math.floor((shelf.get(part.sku) ?? 0) / part.quantity))));
}
