import { asc, sql } from 'drizzle-orm';
import { appendSettingEvent } from '../events/append-setting-event.ts';
import type { Database } from '../pool.ts';
import { taxRates } from '../schema/catalogue.ts';
import type { Tx } from '../transaction.ts';

/** Parts per million of the net amount, by region of delivery ('CA-QC', or 'CA' as fallback) and tax class. */
export type TaxRate = typeof taxRates.$inferSelect;

/** Adds or replaces these rates and leaves the others. Orders keep the rates they were placed with. */
export async function putTaxRates(tx: Tx, actor: string, rates: readonly TaxRate[]): Promise<void> {
  // In one order, so that two of these never wait for each other crosswise.
  const sorted = [...rates].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await tx
    .insert(taxRates)
    .values(sorted)
    .onConflictDoUpdate({ target: [taxRates.region, taxRates.taxClass], set: { ratePpm: sql`excluded.rate_ppm` } });
  await appendSettingEvent(tx, 'tax-rates', actor, { type: 'tax_rates.set', data: { rates: sorted } });
}

/** At most `limit` rates after the one named, by region and tax class. */
export async function listTaxRates(
  database: Pick<Database, 'query'>,
  { after, limit }: { readonly after: Pick<TaxRate, 'region' | 'taxClass'> | null; readonly limit: number },
): Promise<TaxRate[]> {
  return database.query
    .select()
    .from(taxRates)
    .where(
      after === null
        ? undefined
        : sql`(${taxRates.region}, ${taxRates.taxClass}) > (${after.region}, ${after.taxClass})`,
    )
    .orderBy(asc(taxRates.region), asc(taxRates.taxClass))
    .limit(limit);
}

/** What makes a rate one of a kind. */
export const keyOf = ({ region, taxClass }: Pick<TaxRate, 'region' | 'taxClass'>): string => `${region} ${taxClass}`;
