import { eq, sql } from 'drizzle-orm';
import { priceOrder } from '../../domain/catalogue/pricing.ts';
import { type Lifecycle, mayOrder } from '../../domain/customers/lifecycle.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { valueInFrench } from '../../domain/errors/french-values.ts';
import type { Address } from '../../domain/orders/address.ts';
import { checkIntake } from '../../domain/orders/check-intake.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { tooLarge } from '../../domain/orders/order-size.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { orderLines, orders } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';
import { loadIntake } from './load-intake.ts';

/** `priceOfLine`: more of an existing line, at that line's price; null: a new SKU at today's. */
export type AddedUnits = { readonly sku: string; readonly quantity: number; readonly priceOfLine: number | null };

export type AddedLine = {
  readonly lineNo: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly taxRatePpm: number;
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  readonly parts: { sku: string; quantity: number }[];
  readonly weightGrams: number;
};

export type PricedAddition =
  | { readonly kind: 'priced'; readonly lines: readonly AddedLine[] }
  | ({ readonly kind: 'refused' } & Refusal);

const impossible = (why: Text): PricedAddition => ({ kind: 'refused', ...refusal('amendment_impossible', { why }) });

/** More of it would be for nothing too, and nobody has granted it. */
const asGranted = {
  en: 'the order replaces what was claimed, and no more was granted. Place an order of its own for what is added.',
  fr: 'la commande remplace ce qui a été réclamé, et rien de plus n’a été accordé. Passez une autre commande pour ce qui s’ajoute.',
};

/** A person sees each order of a customer at this stage: what came to one that they have let go on would pass them by. */
const toBeSeen = ({ customerId }: OrderFacts, lifecycle: Lifecycle) => ({
  en: `customer ${customerId} is ${lifecycle}, so a person sees what they order. Place an order of its own for what is added.`,
  fr: `le client ${customerId} est à l’état « ${valueInFrench('lifecycle', lifecycle)} » : une personne voit ce qu’il commande. Passez une autre commande pour ce qui s’ajoute.`,
});

/** Prices what an amendment adds, as lines after the order's last one, taxed where they go: `newShipTo` when the address changes too. */
export async function priceAddedLines(
  tx: Tx,
  facts: OrderFacts,
  added: readonly AddedUnits[],
  newShipTo?: Address,
): Promise<PricedAddition> {
  if (added.length === 0) return { kind: 'priced', lines: [] };
  const replaces = sql<boolean>`exists (select from claim_replacements r where r.order_id = ${orders.id})`;
  const [order] = await tx.select({ shipTo: orders.shipTo, replaces }).from(orders).where(eq(orders.id, facts.id));
  if (order?.replaces) return impossible(asGranted);
  const shipTo = newShipTo ?? order?.shipTo ?? { country: '', region: '' };
  const intake = await loadIntake(tx, { ...facts, shipTo, skus: added.map((line) => line.sku) });
  const lifecycle = intake.customer?.lifecycle ?? 'active';
  const seen = mayOrder(lifecycle) !== 'held' || facts.holds.some(({ kind }) => kind === 'customer');
  if (!seen) return impossible(toBeSeen(facts, lifecycle));
  const fresh = added.filter((line) => line.priceOfLine === null);
  const problem = checkIntake({ ...facts, lines: fresh }, intake)[0];
  if (problem) return impossible(problem.detail);

  const kept = await tx.select().from(orderLines).where(eq(orderLines.orderId, facts.id));
  const last = Math.max(0, ...facts.lines.map((line) => line.lineNo));
  const entryOf = new Map(intake.products.map((product) => [product.sku, product]));
  const asked = added.map((line, index) => {
    const like = kept.find((k) => k.lineNo === line.priceOfLine);
    const entry = entryOf.get(line.sku);
    return {
      lineNo: last + index + 1,
      sku: line.sku,
      quantity: line.quantity,
      parts: (like ?? entry)?.parts ?? [],
      unitPriceMinor: like?.unitPriceMinor ?? entry?.priceMinor ?? 0,
      taxRatePpm: like?.taxRatePpm ?? entry?.taxRatePpm ?? 0,
    };
  });
  const large = tooLarge(asked);
  if (large !== null) return impossible(large.detail);
  const priced = priceOrder({ currency: facts.currency, discountBps: facts.discountBps, lines: asked });
  const lines = priced.lines.map((line, index) => {
    const like = kept.find((k) => k.lineNo === added[index]?.priceOfLine);
    const made = like ?? entryOf.get(line.sku);
    return { ...line, parts: made?.parts ?? [], weightGrams: made?.weightGrams ?? 0 };
  });
  return { kind: 'priced', lines };
}

/** Adds priced lines to the order and its totals. */
export async function insertAmendedLines(tx: Tx, facts: OrderFacts, lines: readonly AddedLine[]): Promise<void> {
  if (lines.length === 0) return;
  await tx
    .insert(orderLines)
    .values(lines.map(({ quantity, ...line }) => ({ ...line, orderId: facts.id, ordered: quantity })));
  const sum = (pick: (line: AddedLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  await tx
    .update(orders)
    .set({
      netMinor: sql`${orders.netMinor} + ${sum((l) => l.netMinor)}`,
      taxMinor: sql`${orders.taxMinor} + ${sum((l) => l.taxMinor)}`,
      totalMinor: sql`${orders.totalMinor} + ${sum((l) => l.totalMinor)}`,
    })
    .where(eq(orders.id, facts.id));
}
