/** The label of a parcel that comes back, and what its carrier says of it. */
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { canMoveReturn } from '../../domain/claims/outcomes.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { Label } from '../../domain/shipping/label.ts';
import type { TrackingStatus } from '../../domain/shipping/tracking-status.ts';
import { warehouseAddress } from '../inventory/warehouse-address.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { Database } from '../pool.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { returns } from '../schema/claims.ts';
import type { Tx } from '../transaction.ts';

type Change = ProcessChange<ClaimFacts>;

export type Parcel = {
  readonly id: string;
  readonly providerShipmentId: string | null;
  readonly rateId: string | null;
  readonly weightGrams: number;
  readonly from: Address;
  readonly to: Address;
};

/** From where the order went to where it left; null when no label is wanted any more. */
export async function loadReturnParcel({ query }: Database, id: string): Promise<Parcel | null> {
  const rows = await query.execute<{ parcel: Parcel }>(sql`
    select jsonb_build_object(
      'id', r.id, 'providerShipmentId', r.provider_shipment_id, 'rateId', r.rate_id, 'from', o.ship_to,
      'weightGrams', (select coalesce(sum(rl.units * l.weight_grams), 0) from return_lines rl
         join order_lines l on l.order_id = c.order_id and l.line_no = rl.line_no where rl.return_id = r.id),
      'to', ${warehouseAddress}
    ) as parcel
    from returns r join claims c on c.id = r.claim_id join orders o on o.id = c.order_id
    join lateral (select s.location_id from shipments s where s.order_id = o.id and s.handed_over_at is not null order by s.no limit 1) s on true
    join locations w on w.id = s.location_id
    where r.id = ${id} and r.label = 'wanted'`);
  return rows[0]?.parcel ?? null;
}

export type ParcelToOpen = { readonly providerShipmentId: string; readonly rateId: string };

/** Only this parcel is ever bought; false where another one was kept before. */
export async function openReturnParcel({ query }: Database, id: string, parcel: ParcelToOpen): Promise<boolean> {
  const rows = await query
    .update(returns)
    .set(parcel)
    .where(and(eq(returns.id, id), isNull(returns.providerShipmentId)))
    .returning({ id: returns.id });
  return rows.length === 1;
}

/** Kept, and sent to the customer, once. */
export async function writeReturnLabel({ tx, facts, now, record }: Change, id: string, label: Label): Promise<void> {
  const { currency: rateCurrency, ...kept } = label;
  const written = await tx
    .update(returns)
    .set({ ...kept, rateCurrency, label: 'bought' })
    .where(and(eq(returns.id, id), eq(returns.label, 'wanted')))
    .returning({ id: returns.id });
  if (written.length === 0) return;
  record('return.labelled', { return: id, carrier: label.carrier, service: label.service });
  await tellCustomer(tx, {
    ...{
      customerId: facts.customerId,
      process: `claim/${facts.id}`,
      step: 'return-label',
      template: 'return_label',
      now,
    },
    params: { claim: facts.id, return: id, carrier: label.carrier, label: label.labelUrl ?? label.trackingUrl ?? '' },
  });
}

/** The claim whose return has this tracking code, the one under way if several had it; null when no label of ours has it. */
export async function findReturn(tx: Pick<Tx, 'select'>, trackingCode: string) {
  const rows = await tx
    .select({ id: returns.id, claimId: returns.claimId })
    .from(returns)
    .where(eq(returns.trackingCode, trackingCode))
    .orderBy(sql`${returns.status} in ('authorised', 'in_transit') desc`, desc(returns.authorisedAt))
    .limit(1);
  return rows[0] ?? null;
}

/** What the carrier says of the way back. Only our own warehouse says that it has come. */
export async function trackReturn({ tx, facts, record }: Change, status: TrackingStatus): Promise<void> {
  const back = facts.return;
  if (back === null) return;
  const moves = status !== 'label_created' && canMoveReturn(back.status, 'in_transit');
  await tx
    .update(returns)
    .set({ tracking: status, ...(moves && { status: 'in_transit' as const }) })
    .where(eq(returns.id, back.id));
  record('return.tracked', { return: back.id, status });
}
