/** What people do about an order's payments, and what the provider knows of them. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { OrderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import type { World } from '../harness/world.ts';

export const declinedCard = { method: 'card', token: 'pm_card_chargeDeclined' };
export const card = { method: 'card', token: 'pm_card_visa' };

export function paymentDesk(world: World, rows: OrderRows) {
  let pairs = 0;

  /** Two lines that no single place has. */
  async function twoParcels(): Promise<string> {
    pairs += 1;
    const skus = [`NEAR${pairs}`, `FAR${pairs}`];
    for (const [index, sku] of skus.entries()) {
      await addProduct(world.database, sku, 1000);
      await putStock(world.database, sku, index === 0 ? 'MTL' : 'TOR', 1);
    }
    return world.place({ lines: skus.map((sku) => ({ sku, quantity: 1 })) });
  }

  return {
    twoParcels,
    /** The same, and the provider declines one of the two. */
    half: async (): Promise<string> => {
      await world.stripe.fault({ op: 'authorise', mode: 'decline', times: 1 });
      return twoParcels();
    },
    pay: (id: string, payment: object) => world.api.post('back_office', `/v1/orders/${id}/payment-method`, { payment }),
    send: async (shipment: string): Promise<void> => {
      await world.labelled(shipment);
      const answer = await world.api.post('warehouse', `/v1/shipments/${shipment}/hand-over`, {});
      expect(answer.status).toBe(200);
    },
    cancel: (id: string) => world.api.post('back_office', `/v1/orders/${id}/cancel`, { reason: 'no longer' }),
    approve: async (id: string): Promise<void> => {
      await world.reaches(id, 'awaiting_approval');
      const { id: approval, digest } = await rows.approval(id);
      const body = { decision: 'approve', reason: 'seen', digest };
      expect((await world.api.post('agent', `/v1/approvals/${approval}/decision`, body)).status).toBe(200);
    },
    /** What the payment provider knows of one order. */
    booked: async (id: string) => {
      const book = await world.stripe.book();
      const intents = book.intents.filter((intent) => intent.reference?.startsWith(id));
      const refs = intents.map((intent) => intent.id);
      return {
        intents: intents.map((intent) => `${intent.status} ${intent.amount} ${intent.currency}`),
        captures: book.captures.filter((c) => refs.includes(c.paymentIntent)).map((c) => c.amount),
        refunds: book.refunds.filter((r) => refs.includes(r.paymentIntent)).map((r) => `${r.status} ${r.amount}`),
      };
    },
    states: async (id: string) => (await rows.payments(id)).map((p) => p.state),
    /** The provider keeps the authorisation for 30 seconds more; the hold lets the order's process see it. */
    lapsesSoon: async (id: string): Promise<void> => {
      const at = new Date((await world.env.currentTimeMs()) + 30_000).toISOString(); // the clock that is skipped
      await world.database.query.execute(
        sql`update payments set expires_at = ${at}::timestamptz where order_id = ${id}`,
      );
      await world.api.post('agent', `/v1/orders/${id}/holds`, { reason: 'looks at the clock' });
      await world.api.post('agent', `/v1/orders/${id}/holds/manual/release`, { reason: 'looked' });
    },
  };
}
