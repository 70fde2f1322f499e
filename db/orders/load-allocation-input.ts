import { sql } from 'drizzle-orm';
import type { Address } from '../../domain/orders/address.ts';
import type { Tx } from '../transaction.ts';

export type AllocationInput = {
  readonly orderId: string;
  readonly version: number;
  readonly shipTo: Address;
  readonly leaseMs: number;
  /** The next shipment number of this order. */
  readonly nextShipmentNo: number;
  /** `open` units nobody has planned yet; `prepaid` of them were captured before. */
  readonly lines: readonly {
    lineNo: number;
    sku: string;
    open: number;
    prepaid: number;
    parts: { sku: string; quantity: number }[];
  }[];
  readonly stock: readonly { sku: string; locationId: string; availableToPromise: number }[];
  readonly locations: readonly {
    id: string;
    country: string;
    region: string;
    latitude: number | null;
    longitude: number | null;
  }[];
  /** The newest generation asked for, and whether its answer was never used (the worker died in between). */
  readonly lastGeneration: number;
  readonly held: readonly {
    shipmentNo: number | null;
    locationId: string;
    lineNo: number;
    sku: string;
    quantity: number;
  }[];
};

/** Everything a plan is made of, in one statement; not locked, because the reservation decides. */
export async function loadAllocationInput(on: Tx, orderId: string): Promise<AllocationInput | null> {
  const rows = await on.execute<{ input: AllocationInput }>(sql`
with open_lines as (
  select l.line_no, l.sku, l.parts, l.prepaid, l.ordered - l.cancelled - l.shipped - l.reserved - l.backordered as open
  from order_lines l where l.order_id = ${orderId}
), wanted as (
  select distinct part->>'sku' as sku from open_lines, jsonb_array_elements(parts) part where open > 0
)
select jsonb_build_object(
  'orderId', o.id, 'version', o.version, 'shipTo', o.ship_to, 'leaseMs', (o.policy->>'leaseMs')::bigint,
  'nextShipmentNo', (select coalesce(max(s.no), 0) + 1 from shipments s where s.order_id = o.id),
  'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineNo', line_no, 'sku', sku, 'open', open, 'prepaid', prepaid, 'parts', parts)
     order by line_no), '[]') from open_lines),
  'stock', (select coalesce(jsonb_agg(jsonb_build_object('sku', st.sku, 'locationId', st.location_id,
     'availableToPromise', st.on_hand - st.reserved - st.safety)), '[]')
     from stock st join wanted w on w.sku = st.sku where st.on_hand - st.reserved - st.safety > 0),
  'locations', (select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'country', w.country, 'region', w.region,
     'latitude', w.latitude, 'longitude', w.longitude)), '[]') from locations w where w.active),
  'lastGeneration', (select coalesce(max(r.generation), 0) from reservation_requests r where r.order_id = o.id and r.purpose = 'order'),
  'held', (select coalesce(jsonb_agg(jsonb_build_object('shipmentNo', h.shipment_no, 'locationId', h.location_id,
     'lineNo', h.line_no, 'sku', h.sku, 'quantity', h.quantity)), '[]')
     from reservations h where h.order_id = o.id and h.state in ('held', 'committed')
       and not exists (select 1 from shipments s where s.order_id = o.id and s.no = h.shipment_no))
) as input
from orders o where o.id = ${orderId}`);
  return rows[0]?.input ?? null;
}

/** What one unit of each line is made of. */
export async function partsOfLines(tx: Pick<Tx, 'execute'>, orderId: string): Promise<AllocationInput['lines']> {
  const rows = await tx.execute<{ lines: AllocationInput['lines'] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('lineNo', line_no, 'sku', sku, 'open', 0, 'prepaid', prepaid, 'parts', parts)), '[]') as lines
    from order_lines where order_id = ${orderId}`);
  return rows[0]?.lines ?? [];
}
