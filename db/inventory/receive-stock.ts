import { inArray, sql } from 'drizzle-orm';
import { kitParts, products } from '../schema/catalogue.ts';
import { locations } from '../schema/inventory.ts';
import type { Tx } from '../transaction.ts';
import { moveStock } from './move-stock.ts';

export type StockLine = { readonly sku: string; readonly locationId: string; readonly quantity: number };

/** Which of these do not exist, or are kits, which are never on a shelf: positions in `lines`. */
export async function unknownPlaces(tx: Tx, lines: readonly Omit<StockLine, 'quantity'>[]) {
  const skus = await tx
    .select({ sku: products.sku })
    .from(products)
    .where(
      inArray(
        products.sku,
        lines.map((l) => l.sku),
      ),
    );
  const kits = await tx
    .selectDistinct({ sku: kitParts.sku })
    .from(kitParts)
    .where(
      inArray(
        kitParts.sku,
        lines.map((l) => l.sku),
      ),
    );
  const ids = await tx
    .select({ id: locations.id })
    .from(locations)
    .where(
      inArray(
        locations.id,
        lines.map((l) => l.locationId),
      ),
    );
  return {
    skus: lines.flatMap((line, index) => (skus.some((row) => row.sku === line.sku) ? [] : [index])),
    kits: lines.flatMap((line, index) => (kits.some((row) => row.sku === line.sku) ? [index] : [])),
    locations: lines.flatMap((line, index) => (ids.some((row) => row.id === line.locationId) ? [] : [index])),
  };
}

/** Goods arrive. Rows are taken in sorted order, each movement once per `key` and line. */
export async function receiveStock(tx: Tx, key: string, lines: readonly StockLine[]): Promise<void> {
  await lockShelves(tx, lines);
  for (const [index, line] of sorted(lines).entries()) {
    await moveStock(tx, { ...line, key: `${key}/${index}`, kind: 'receipt' });
  }
}

export type CountResult = {
  readonly sku: string;
  readonly locationId: string;
  readonly counted: number;
  readonly before: number;
  readonly reserved: number;
  /** False: fewer were counted than are promised to orders. */
  readonly possible: boolean;
};

/** What was counted becomes what is on hand; all lines or, when orders were promised more than one of them has, none. */
export async function countStock(
  tx: Tx,
  key: string,
  lines: readonly (Omit<StockLine, 'quantity'> & { counted: number; safety?: number | undefined })[],
): Promise<CountResult[]> {
  const counted = sorted(lines);
  const results: CountResult[] = [];
  await lockShelves(tx, lines);
  for (const { sku, locationId, counted: units } of counted) {
    await tx.execute(sql`insert into stock (sku, location_id) values (${sku}, ${locationId}) on conflict do nothing`);
    const rows = await tx.execute<{ on_hand: number; reserved: number }>(
      sql`select on_hand, reserved from stock where sku = ${sku} and location_id = ${locationId} for no key update`,
    );
    const { on_hand: before = 0, reserved = 0 } = rows[0] ?? {};
    results.push({ sku, locationId, counted: units, before, reserved, possible: units >= reserved });
  }
  if (results.some((result) => !result.possible)) return results;
  for (const [index, { sku, locationId, counted: units, safety }] of counted.entries()) {
    const quantity = units - (results[index]?.before ?? 0);
    await moveStock(tx, { key: `${key}/${index}`, sku, locationId, kind: 'count', quantity });
    if (safety !== undefined)
      await tx.execute(
        sql`update stock set safety = ${safety}::int where sku = ${sku} and location_id = ${locationId}`,
      );
  }
  return results;
}

/** Waits for whoever holds these shelves, one after another as the database sorts them: its locale may sort otherwise than we do. */
async function lockShelves(tx: Tx, lines: readonly Omit<StockLine, 'quantity'>[]): Promise<void> {
  const skus = sql.param(lines.map((line) => line.sku));
  const places = sql.param(lines.map((line) => line.locationId));
  await tx.execute(sql`
    select from stock s
    where (s.sku, s.location_id) in (select u.sku, u.place from unnest(${skus}::text[], ${places}::text[]) u (sku, place))
    order by s.sku, s.location_id for no key update of s`);
}

function sorted<L extends { sku: string; locationId: string }>(lines: readonly L[]): L[] {
  const key = (line: L) => `${line.sku}\n${line.locationId}`;
  return [...lines].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
