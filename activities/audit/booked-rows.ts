import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import type { PaymentState } from '../../domain/payments/payment-states.ts';
import type { RefundState } from '../../domain/payments/refund-states.ts';

/** A card payment as our book has it, with its refunds. Amounts in minor units. */
export type BookedPayment = {
  readonly id: string;
  readonly state: PaymentState;
  readonly currency: string;
  readonly amountMinor: number;
  readonly capturedMinor: number;
  readonly providerRef: string | null;
  readonly refunds: readonly { readonly id: string; readonly state: RefundState }[];
};

/** A parcel whose label we have, or that was given up after the carrier heard of it. */
export type BookedParcel = {
  readonly id: string;
  readonly providerShipmentId: string;
  readonly trackingCode: string | null;
  readonly rateMinor: number | null;
  readonly rateCurrency: string | null;
  readonly givenUp: boolean;
};

export type BookedPage = {
  readonly after: string;
  readonly limit: number;
  /** Only orders that something happened to since then. */
  readonly changedSince?: Date | undefined;
  /** Only this row. */
  readonly id?: string | undefined;
};

/** Every change of an order is an event of it; the rows themselves do not say when they changed. */
const within = (
  { changedSince, id }: BookedPage,
  orderId: ReturnType<typeof sql>,
  rowId: ReturnType<typeof sql>,
) => sql`
  ${id === undefined ? sql`true` : sql`${rowId} = ${id}`}
  and ${
    changedSince === undefined
      ? sql`true`
      : sql`exists (select 1 from events e where e.aggregate_id = ${orderId} and e.at >= ${changedSince.toISOString()}::timestamptz)`
  }`;

/** Payments by card that the provider was asked for; one over nothing never reaches it. */
export async function bookedPayments({ query }: Database, page: BookedPage): Promise<readonly BookedPayment[]> {
  return query.execute<BookedPayment>(sql`
    select p.id, p.state, p.currency, p.amount_minor::float8 as "amountMinor", p.captured_minor::float8 as "capturedMinor",
      p.provider_ref as "providerRef",
      coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state)) from refunds r where r.payment_id = p.id), '[]') as refunds
    from payments p
    where p.id > ${page.after} and p.method = 'card' and p.amount_minor > 0 and ${within(page, sql`p.order_id`, sql`p.id`)}
    order by p.id limit ${page.limit}::int`);
}

/**
 * Parcels with a label of the carrier's, to the customer or back; one that was made by hand is not in its book. Of those that
 * were given up, all of which nobody has said that they saw to the label by hand.
 */
export async function bookedParcels({ query }: Database, page: BookedPage): Promise<readonly BookedParcel[]> {
  return query.execute<BookedParcel>(sql`
    select s.id, s.provider_shipment_id as "providerShipmentId", s.tracking_code as "trackingCode",
      s.rate_minor::float8 as "rateMinor", s.rate_currency as "rateCurrency", s.given_up as "givenUp"
    from (
      select id, order_id as changed, provider_shipment_id, tracking_code, rate_minor, rate_currency, state = 'cancelled' as given_up
      from shipments s
      where state in ('labelled', 'handed_over', 'ended')
        or (state = 'cancelled' and not exists (select 1 from interventions i
          where i.order_id = s.order_id and i.work = 'void_label' and i.subject = s.id and i.resolution = 'skip'))
      union all
      select id, claim_id, provider_shipment_id, tracking_code, rate_minor, rate_currency, false from returns where label = 'bought'
      union all
      select b.id, r.claim_id, b.provider_shipment_id, b.tracking_code, b.rate_minor, b.rate_currency, false
        from send_backs b join returns r on r.id = b.return_id where b.label = 'bought'
    ) s
    where s.id > ${page.after} and s.provider_shipment_id is not null
      and (s.given_up or s.tracking_code is not null) and ${within(page, sql`s.changed`, sql`s.id`)}
    order by s.id limit ${page.limit}::int`);
}
