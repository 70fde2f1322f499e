import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { appendEvents } from '../events/append-events.ts';
import type { Database } from '../pool.ts';
import { kitParts, productPrices, products } from '../schema/catalogue.ts';
import { stock } from '../schema/inventory.ts';
import type { Tx } from '../transaction.ts';

export type Price = { readonly currency: string; readonly amountMinor: number };
export type KitPart = { readonly sku: string; readonly quantity: number };

/** A product as the catalogue has it. `parts` is empty for what is kept in stock itself. */
export type Product = {
  readonly sku: string;
  readonly nameEn: string;
  readonly nameFr: string;
  readonly taxClass: string;
  readonly productClass: string;
  readonly weightGrams: number;
  readonly sold: boolean;
  readonly prices: readonly Price[];
  readonly parts: readonly KitPart[];
};

export type StoredProduct = Product & { readonly version: number };

/** The aggregate id of a product's events: a location may have the same name. */
const eventsOf = (sku: string): string => `product/${sku}`;

/**
 * The product's version under its row lock, 0 when it is new. Two writers of one new SKU wait for each other here, on an
 * advisory lock, because there is no row yet.
 */
export async function lockProduct(tx: Tx, sku: string): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${eventsOf(sku)}, 0))`);
  const [row] = await tx
    .select({ version: products.version })
    .from(products)
    .where(eq(products.sku, sku))
    .for('update');
  return row?.version ?? 0;
}

export type PartProblem = { readonly index: number; readonly why: 'unknown' | 'kit' | 'itself' | 'twice' };

/** What keeps a list of parts from being a kit: parts exist, are not kits themselves, and stand once in the list. */
export async function checkParts(tx: Tx, sku: string, parts: readonly KitPart[]): Promise<PartProblem[]> {
  if (parts.length === 0) return [];
  const asked = parts.map((part) => part.sku);
  // Locked so that none of them becomes a kit before this commits.
  const found = await tx
    .select({ sku: products.sku })
    .from(products)
    .where(inArray(products.sku, asked))
    .orderBy(products.sku)
    .for('share');
  const kits = await tx.selectDistinct({ sku: kitParts.sku }).from(kitParts).where(inArray(kitParts.sku, asked));
  const known = new Set(found.map((row) => row.sku));
  const isKit = new Set(kits.map((row) => row.sku));
  return asked.flatMap((part, index): PartProblem[] => {
    if (part === sku) return [{ index, why: 'itself' }];
    if (!known.has(part)) return [{ index, why: 'unknown' }];
    if (isKit.has(part)) return [{ index, why: 'kit' }];
    return asked.indexOf(part) < index ? [{ index, why: 'twice' }] : [];
  });
}

/** A kit that this SKU is a part of, null when there is none: such a product cannot become a kit. */
export async function kitWith(tx: Tx, sku: string): Promise<string | null> {
  const [row] = await tx.select({ sku: kitParts.sku }).from(kitParts).where(eq(kitParts.partSku, sku)).limit(1);
  return row?.sku ?? null;
}

/** Whether units of it lie somewhere: those of a kit could never be reserved, because only its parts are. */
export async function hasStock(tx: Tx, sku: string): Promise<boolean> {
  const rows = await tx
    .select({ sku: stock.sku })
    .from(stock)
    .where(and(eq(stock.sku, sku), gt(stock.onHand, 0)))
    .limit(1);
  return rows.length > 0;
}

/** Puts the product as given over what was there; the caller holds its lock. Returns the new version. */
export async function writeProduct(tx: Tx, actor: string, product: Product, before: number): Promise<number> {
  const { sku, prices, parts, ...row } = product;
  const version = await appendEvents(tx, { aggregate: 'product', id: eventsOf(sku), version: before, actor }, [
    { type: before === 0 ? 'product.added' : 'product.changed', data: { ...product } },
  ]);
  await tx
    .insert(products)
    .values({ ...row, sku, version })
    .onConflictDoUpdate({ target: products.sku, set: { ...row, version } });
  await tx.delete(productPrices).where(eq(productPrices.sku, sku));
  if (prices.length > 0) await tx.insert(productPrices).values(prices.map((price) => ({ sku, ...price })));
  await tx.delete(kitParts).where(eq(kitParts.sku, sku));
  if (parts.length > 0) {
    await tx.insert(kitParts).values(parts.map((part) => ({ sku, partSku: part.sku, quantity: part.quantity })));
  }
  return version;
}

/** One consistent picture of a product, its prices and its parts; null for an unknown SKU. */
export async function findProduct(database: Pick<Database, 'query'>, sku: string): Promise<StoredProduct | null> {
  const rows = await database.query.execute<{ product: StoredProduct }>(sql`
    select jsonb_build_object(
      'sku', p.sku, 'nameEn', p.name_en, 'nameFr', p.name_fr, 'taxClass', p.tax_class, 'productClass', p.product_class, 'weightGrams', p.weight_grams,
      'sold', p.sold, 'version', p.version,
      'prices', (select coalesce(jsonb_agg(jsonb_build_object('currency', pp.currency, 'amountMinor', pp.amount_minor)
        order by pp.currency), '[]') from product_prices pp where pp.sku = p.sku),
      'parts', (select coalesce(jsonb_agg(jsonb_build_object('sku', k.part_sku, 'quantity', k.quantity) order by k.part_sku), '[]')
        from kit_parts k where k.sku = p.sku)) as product
    from products p where p.sku = ${sku}`);
  return rows[0]?.product ?? null;
}
