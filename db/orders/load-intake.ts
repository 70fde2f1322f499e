import { sql } from 'drizzle-orm';
import type { Lifecycle } from '../../domain/customers/lifecycle.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { Tx } from '../transaction.ts';

export type CatalogueEntry = {
  readonly sku: string;
  readonly sold: boolean;
  readonly taxClass: string;
  readonly weightGrams: number;
  /** In the asked currency; null where it is not sold in it. */
  readonly priceMinor: number | null;
  /** Of region and tax class, else of the country, else null. */
  readonly taxRatePpm: number | null;
  /** What one unit is made of; a plain product is its own single part. */
  readonly parts: { sku: string; quantity: number }[];
};

export type Intake = {
  readonly customer: { readonly lifecycle: Lifecycle } | null;
  readonly products: readonly CatalogueEntry[];
  /** A fresh number to name an order by. */
  readonly sequence: string;
};

/** What is known about everything an order names, in one statement. */
export async function loadIntake(
  tx: Tx,
  asked: Pick<PlaceOrderPayload, 'customerId' | 'currency'> & {
    skus: readonly string[];
    shipTo: Pick<Address, 'country' | 'region'>;
  },
): Promise<Intake> {
  const rows = await tx.execute<{ intake: Intake }>(sql`
    select jsonb_build_object(
      -- Who was merged is locked before who answers, as everywhere: the order names the former.
      'customer', (
        with named as materialized (
          select coalesce(c.merged_into, c.id) as answers from customers c where c.id = ${asked.customerId} for key share
        )
        select jsonb_build_object('lifecycle', c.lifecycle) from named join customers c on c.id = named.answers for key share of c
      ),
      'products', (select coalesce(jsonb_agg(jsonb_build_object(
          'sku', p.sku, 'sold', p.sold, 'taxClass', p.tax_class, 'weightGrams', p.weight_grams,
          'priceMinor', (select pp.amount_minor from product_prices pp where pp.sku = p.sku and pp.currency = ${asked.currency}),
          'taxRatePpm', (select t.rate_ppm from tax_rates t where t.tax_class = p.tax_class
             and t.region in (${`${asked.shipTo.country}-${asked.shipTo.region}`}, ${asked.shipTo.country}) order by length(t.region) desc limit 1),
          'parts', coalesce((select jsonb_agg(jsonb_build_object('sku', k.part_sku, 'quantity', k.quantity) order by k.part_sku)
             from kit_parts k where k.sku = p.sku), jsonb_build_array(jsonb_build_object('sku', p.sku, 'quantity', 1))))), '[]')
        from products p where p.sku = any(${sql.param([...new Set(asked.skus)])}::text[])),
      'sequence', nextval('readable_ids')::text
    ) as intake`);
  const intake = rows[0]?.intake;
  if (!intake) throw new Error('the intake statement returned no row');
  return intake;
}
