import { sql } from 'drizzle-orm';
import { bigint, boolean, check, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';

export const products = pgTable('products', {
  sku: text('sku').primaryKey(),
  nameEn: text('name_en').notNull(),
  nameFr: text('name_fr').notNull(),
  taxClass: text('tax_class').notNull(),
  /** What kind of thing it is: coverage of claims goes by it. */
  productClass: text('product_class').notNull().default('general'),
  weightGrams: integer('weight_grams').notNull(),
  sold: boolean('sold').notNull().default(true),
  version: integer('version').notNull().default(1),
});

export const productPrices = pgTable(
  'product_prices',
  {
    sku: text('sku')
      .notNull()
      .references(() => products.sku),
    currency: text('currency').notNull(),
    amountMinor: bigint('amount_minor', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.sku, t.currency] }), check('product_prices_amount', sql`${t.amountMinor} >= 0`)],
);

export const kitParts = pgTable(
  'kit_parts',
  {
    sku: text('sku')
      .notNull()
      .references(() => products.sku),
    partSku: text('part_sku')
      .notNull()
      .references(() => products.sku),
    quantity: integer('quantity').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.sku, t.partSku] }),
    check('kit_parts_quantity', sql`${t.quantity} >= 1 and ${t.sku} <> ${t.partSku}`),
  ],
);

/** Tax in parts per million by region of delivery ('CA-QC', or the country 'CA' as fallback) and tax class. */
export const taxRates = pgTable(
  'tax_rates',
  {
    region: text('region').notNull(),
    taxClass: text('tax_class').notNull(),
    ratePpm: integer('rate_ppm').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.region, t.taxClass] }),
    check('tax_rates_rate', sql`${t.ratePpm} between 0 and 1000000`),
  ],
);
