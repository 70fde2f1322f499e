/** What tests of claims do again and again: an order that was delivered, a claim on it, and the people who see to it. */
import type { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { type Sleep, sleeperOf } from '../assistance/support-desk.ts';
import type { Answer } from '../harness/api-client.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

export const photo = { kind: 'photo', reference: 'file://1.jpg' };

export type ClaimDesk = ReturnType<typeof claimDesk>;

/** A world whose time is skipped, with sofas, dear enough that a person decides. */
export async function openClaimDesk(): Promise<{ world: World; desk: ClaimDesk; sleep: Sleep }> {
  const world = await startWorld({ time: 'skipping', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  await putStock(world.database, 'SOFA', 'MTL', 200);
  return { world, desk: claimDesk(world), sleep: sleeperOf(world) };
}

export function claimDesk({ api, database, stripe, ...world }: World) {
  const done = async (asked: Promise<Answer>): Promise<Answer['body']> => {
    const { status, body } = await asked;
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body;
  };
  const stateOf = async (id: string): Promise<Answer['body']> => (await api.get('agent', `/v1/claims/${id}`)).body;

  /** Takes a placed order to its customer's door. */
  async function deliver(orderId: string): Promise<void> {
    await world.labelled(`${orderId}-S1`);
    await done(api.post('warehouse', `/v1/shipments/${orderId}-S1/hand-over`, {}));
    await done(api.post('agent', `/v1/shipments/${orderId}-S1/correction`, { status: 'delivered', reason: 'seen' }));
    await world.reaches(orderId, 'delivered');
  }

  return {
    done,
    stateOf,
    deliver,
    delivered: async (sku: string, quantity = 1): Promise<string> => {
      const id = await world.place({ lines: [{ sku, quantity }] });
      await deliver(id);
      return id;
    },
    open: async (orderId: string, more: object = {}): Promise<string> => {
      const claim = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [photo], ...more };
      return (await done(api.post('back_office', '/v1/claims', claim))).id;
    },
    decide: (id: string, granted: number, outcome: string | null, as: 'agent' | 'supervisor' | 'admin' = 'admin') =>
      api.post(as, `/v1/claims/${id}/decision`, { lines: [{ lineNo: 1, granted, outcome }], reason: 'seen' }),
    becomes: (id: string, status: string) => expect.poll(async () => (await stateOf(id)).status).toBe(status),
    waitsFor: (id: string, what: string) => expect.poll(async () => (await stateOf(id)).waiting?.for).toBe(what),
    rows: <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => database.query.execute<T>(query),
    refundsOf: async (orderId: string) =>
      (await stripe.book()).refunds.filter(({ reference }) => reference?.startsWith(orderId)),
    receive: (id: string, units: readonly { readonly sku: string; readonly units: number }[]) =>
      done(api.post('warehouse', `/v1/returns/${id}-RET/receipts`, { units })),
    inspect: (id: string, line: object) =>
      done(
        api.post('warehouse', `/v1/returns/${id}-RET/inspections`, {
          lines: [{ lineNo: 1, units: 1, accepted: true, disposition: 'restock', ...line }],
        }),
      ),
    step: (id: string, step: string, units = 1) =>
      done(api.post('agent', `/v1/claims/${id}/steps`, { lineNo: 1, step, units, reference: 'X-1' })),
  };
}
