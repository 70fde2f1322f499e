import type { Tx } from '../transaction.ts';
import { moveStock } from './move-stock.ts';
import { takeReserved } from './take-reserved.ts';

/** Reserved units that are not on the shelf: the reservation ends and the stock is written off, once per key. */
export async function writeOffReserved(
  tx: Tx,
  units: { orderId: string; shipmentNo: number; lineNo: number; units: number; key: string },
): Promise<void> {
  const taken = await takeReserved(tx, { ...units, from: ['held', 'committed'], to: 'released' });
  for (const [index, { sku, locationId, quantity }] of taken.entries()) {
    const key = `${units.key}/${sku}/${index}`;
    if (locationId !== null) await moveStock(tx, { key, sku, locationId, kind: 'write_off', quantity: -quantity });
  }
}
