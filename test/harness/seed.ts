import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { kitParts, productPrices, products, taxRates } from '../../db/schema/catalogue.ts';
import { customers } from '../../db/schema/customers.ts';
import { locations, stock, stockMovements } from '../../db/schema/inventory.ts';

export const billTo = {
  name: 'Zoé Tremblay',
  line1: '1, rue Sainte-Catherine',
  city: 'Montréal',
  region: 'QC',
  postalCode: 'H2X 1K4',
  country: 'CA',
};

/** Two warehouses, a few products (one kit) and two customers, written directly: what most tests stand on. */
export async function seed({ query }: Database): Promise<void> {
  await query.insert(locations).values([
    {
      id: 'MTL',
      name: 'Montréal',
      country: 'CA',
      region: 'QC',
      postalCode: 'H4N 1A1',
      latitude: 45.5,
      longitude: -73.6,
    },
    {
      id: 'TOR',
      name: 'Toronto',
      country: 'CA',
      region: 'ON',
      postalCode: 'M5V 1A1',
      latitude: 43.7,
      longitude: -79.4,
    },
  ]);
  const skus = ['LAMP', 'DESK', 'CHAIR', 'BULB', 'SET'];
  await query.insert(products).values(
    skus.map((sku) => ({
      sku,
      nameEn: `${sku} (en)`,
      nameFr: `${sku} (fr)`,
      taxClass: 'standard',
      weightGrams: 1000,
    })),
  );
  await query.insert(productPrices).values(
    skus.flatMap((sku, index) => [
      { sku, currency: 'CAD', amountMinor: 1999 + index * 1000 },
      { sku, currency: 'JPY', amountMinor: 2000 },
      { sku, currency: 'KWD', amountMinor: 6150 },
    ]),
  );
  await query.insert(kitParts).values([
    { sku: 'SET', partSku: 'LAMP', quantity: 1 },
    { sku: 'SET', partSku: 'BULB', quantity: 2 },
  ]);
  await query.insert(taxRates).values([{ region: 'CA-QC', taxClass: 'standard', ratePpm: 149_750 }]);
  await query.insert(customers).values([
    { id: 'CUS-CARD', name: 'Zoé', email: 'zoe@example.com', locale: 'fr', billTo },
    {
      id: 'CUS-ACCOUNT',
      name: 'Acme',
      email: 'acme@example.com',
      locale: 'en',
      billTo,
      creditLimitMinor: 100_000,
      creditCurrency: 'CAD',
    },
  ]);
}

/** Puts units on a shelf, with the movement that explains them. */
export async function putStock({ query }: Database, sku: string, locationId: string, units: number): Promise<void> {
  await query.insert(stockMovements).values({
    key: sql`gen_random_uuid()::text`,
    sku,
    locationId,
    kind: 'receipt',
    quantity: units,
  });
  await query
    .insert(stock)
    .values({ sku, locationId, onHand: units })
    .onConflictDoUpdate({ target: [stock.sku, stock.locationId], set: { onHand: sql`${stock.onHand} + ${units}` } });
}

/** One more product with a price in Canadian cents. */
export async function addProduct({ query }: Database, sku: string, priceMinor: number): Promise<void> {
  await query.insert(products).values({ sku, nameEn: sku, nameFr: sku, taxClass: 'standard', weightGrams: 500 });
  await query.insert(productPrices).values({ sku, currency: 'CAD', amountMinor: priceMinor });
}

/** One more customer who pays by card. */
export async function addCustomer({ query }: Database, id: string): Promise<void> {
  await query.insert(customers).values({ id, name: 'Zoé', email: 'zoe@example.com', locale: 'fr', billTo });
}
