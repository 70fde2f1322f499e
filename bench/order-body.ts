import { billTo } from '../test/harness/seed.ts';

/** An order by card as a shop sends it: one unit of each SKU. */
export function orderBody(skus: readonly string[], customerId = 'CUS-CARD'): object {
  return {
    customerId,
    currency: 'CAD',
    lines: skus.map((sku) => ({ sku, quantity: 1 })),
    shipTo: billTo,
    payment: { method: 'card', token: 'pm_card_visa' },
  };
}
