import { sql } from 'drizzle-orm';
import type { Address } from '../../domain/orders/address.ts';
import { warehouseAddress } from '../inventory/warehouse-address.ts';
import type { Tx } from '../transaction.ts';

export type ShipmentForCall = {
  readonly id: string;
  readonly orderId: string;
  readonly state: string;
  readonly providerShipmentId: string | null;
  readonly rateId: string | null;
  readonly serviceReason: string | null;
  readonly promiseOn: string | null;
  /** Of the order's policy; null: a day. */
  readonly carrierDayMs: number | null;
  readonly weightGrams: number;
  readonly to: Address;
  readonly from: Address;
};

/** A shipment as a call to the carrier needs it; null for an unknown id. */
export async function loadShipment(on: Tx, id: string): Promise<ShipmentForCall | null> {
  const rows = await on.execute<{ shipment: ShipmentForCall }>(sql`
    select jsonb_build_object(
      'id', s.id, 'orderId', s.order_id, 'state', s.state, 'providerShipmentId', s.provider_shipment_id,
      'rateId', s.rate_id, 'serviceReason', s.service_reason, 'promiseOn', s.promise_on,
      'carrierDayMs', (o.policy->>'carrierDayMs')::bigint,
      'weightGrams', (select coalesce(sum(sl.quantity * l.weight_grams), 0) from shipment_lines sl
         join order_lines l on l.order_id = s.order_id and l.line_no = sl.line_no where sl.shipment_id = s.id),
      'to', o.ship_to,
      'from', ${warehouseAddress}
    ) as shipment
    from shipments s join orders o on o.id = s.order_id join locations w on w.id = s.location_id
    where s.id = ${id}`);
  return rows[0]?.shipment ?? null;
}
