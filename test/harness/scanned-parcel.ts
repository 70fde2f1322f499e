/** A parcel that a carrier may speak about, and what it says. */
import type { Database } from '../../db/pool.ts';
import { orderLines, orders } from '../../db/schema/orders.ts';
import { shipmentLines, shipments } from '../../db/schema/shipping.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';
import { billTo } from './seed.ts';

export const start = Date.parse('2026-03-02T15:00:00Z');
export const minute = 60_000;

export type Parcel = 'labelled' | 'handed_over' | 'voiding' | 'cancelled';

/** Three units in one parcel: on its way, or still in the warehouse. */
export async function insertParcel(
  { query }: Database,
  { orderId, shipmentId, state }: { orderId: string; shipmentId: string; state: Parcel },
): Promise<void> {
  const left = state === 'handed_over';
  const money = { netMinor: 3000, taxMinor: 0, totalMinor: 3000 };
  await query.insert(orders).values({
    id: orderId,
    customerId: 'CUS-ACCOUNT',
    channel: 'web',
    status: left ? 'fulfilling' : 'confirmed',
    currency: 'CAD',
    ...money,
    shortagePolicy: 'ask',
    paymentMethod: 'account',
    shipTo: billTo,
    policy: orderPolicies.standard,
    placedBy: 'test',
  });
  await query.insert(orderLines).values({
    orderId,
    lineNo: 1,
    sku: 'LAMP',
    unitPriceMinor: 1000,
    taxRatePpm: 0,
    discountMinor: 0,
    ...money,
    parts: [{ sku: 'LAMP', quantity: 1 }],
    weightGrams: 1000,
    ordered: 3,
    ...(left ? { shipped: 3 } : { reserved: 3 }),
  });
  await query.insert(shipments).values({ id: shipmentId, orderId, no: 1, locationId: 'MTL', state, prepaid: true });
  await query.insert(shipmentLines).values({ shipmentId, lineNo: 1, quantity: 3 });
}

export const scan = (status: Scan['status'], atMinute: number, more: Partial<Scan> = {}): Scan => ({
  id: `${status}-${atMinute}`,
  occurredAt: new Date(start + atMinute * minute).toISOString(),
  status,
  rawCode: `raw:${status}`,
  message: '',
  correction: false,
  ...more,
});
