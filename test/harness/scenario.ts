/** The verbs of the scenario tests: what people, warehouse and carrier do to an order of a world, and what the books say after it. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import type { Answer } from './api-client.ts';
import { orderRows } from './order-rows.ts';
import { addProduct, putStock } from './seed.ts';
import type { World } from './world.ts';

export type Scenario = ReturnType<typeof createScenario>;
type AskOptions = { readonly key?: string; readonly headers?: Record<string, string> };
type UnitsOfLine = { readonly lineNo: number; readonly quantity: number };

/** What the verbs need of a world; the fault tests have one of real processes. */
export type Stage = Pick<World, 'api' | 'database' | 'stripe' | 'carrier' | 'labelled' | 'shipmentOf' | 'trackingCode'>;

export function createScenario(world: Stage) {
  const { api, database } = world;
  const rows = orderRows(database);

  const ask = (role: Role, path: string, body: object, options: AskOptions = {}): Promise<Answer> =>
    api.post(role, path, body, options);

  /** A command that has to be done; the answer's result. */
  async function must(role: Role, path: string, body: object) {
    const answer = await ask(role, path, body);
    expect(answer, `${path}: ${JSON.stringify(answer.body)}`).toMatchObject({
      status: 200,
      body: { state: 'settled' },
    });
    return answer.body.result;
  }

  const handOver = (shipment: string): Promise<Answer> => ask('warehouse', `/v1/shipments/${shipment}/hand-over`, {});

  async function scan(shipment: string, status: string, more: object = {}): Promise<void> {
    await world.carrier.scan(await world.trackingCode(shipment), status, more);
  }

  return {
    rows,
    ask,
    must,
    handOver,
    scan,

    /** A product of its own, so that no test takes another's units: `{ MTL: 2, TOR: 1 }`. */
    product: async (
      sku: string,
      shelves: Readonly<Record<string, number>> = {},
      priceMinor = 1000,
    ): Promise<string> => {
      await addProduct(database, sku, priceMinor);
      for (const [place, units] of Object.entries(shelves)) await putStock(database, sku, place, units);
      return sku;
    },

    cancel: (id: string, lines?: readonly UnitsOfLine[], key?: string): Promise<Answer> =>
      ask(
        'back_office',
        `/v1/orders/${id}/cancel`,
        { ...(lines && { lines }), reason: 'no longer' },
        { ...(key && { key }) },
      ),

    /** Resolves when the parcel has its label and the carrier has said so: nothing more changes the order by itself. */
    packed: async (shipment: string): Promise<void> => {
      await world.labelled(shipment);
      await expect.poll(async () => (await world.shipmentOf(shipment))?.tracking).toBe('label_created');
    },

    /** Hands the parcel over as soon as it has its label. */
    send: async (shipment: string): Promise<void> => {
      await world.labelled(shipment);
      await must('warehouse', `/v1/shipments/${shipment}/hand-over`, {});
    },

    /** Resolves when the carrier's word for the parcel is ours. */
    scanned: async (shipment: string, status: string, ours = status, more: object = {}): Promise<void> => {
      await scan(shipment, status, more);
      await expect.poll(async () => (await world.shipmentOf(shipment))?.tracking).toBe(ours);
    },

    /** A change of the order as it stands, shown and not yet made: the preview's answer and the version it is bound to. */
    preview: async (id: string, change: object): Promise<Answer & { readonly version: number }> => {
      const headers = { 'if-match': `"${await rows.version(id)}"` };
      const answer = await ask('agent', `/v1/orders/${id}/amendments`, change, { headers });
      return { ...answer, version: await rows.version(id) };
    },

    confirm: (id: string, no: number, version: number): Promise<Answer> =>
      ask('agent', `/v1/orders/${id}/amendments/${no}/confirm`, {}, { headers: { 'if-match': `"${version}"` } }),

    /** What the payment provider knows of one order. */
    booked: async (id: string) => {
      const book = await world.stripe.book();
      const intents = book.intents.filter((intent) => intent.reference?.startsWith(`${id}-`));
      const refs = intents.map((intent) => intent.id);
      return {
        intents: intents.map((intent) => `${intent.status} ${intent.amount}`),
        captures: book.captures.filter((c) => refs.includes(c.paymentIntent)).map((c) => c.amount),
        refunds: book.refunds.filter((r) => refs.includes(r.paymentIntent)).map((r) => `${r.status} ${r.amount}`),
      };
    },

    /** What the carrier sold for one order: `['S1 sold', 'S2 refunded']`. */
    labels: async (id: string): Promise<string[]> => {
      const { shipments }: { shipments: { reference: string; refunded: boolean }[] } = await world.carrier.book();
      const ours = shipments.filter(({ reference }) => reference.startsWith(`${id}-`));
      return ours.map((s) => `${s.reference.slice(id.length + 1)} ${s.refunded ? 'refunded' : 'sold'}`).sort();
    },

    /** The day by which the goods of a claim were to be back is over, and its process looks. */
    neverCame: async (claimId: string): Promise<void> => {
      await database.query.execute(sql`update returns set due_at = now() - interval '1 minute'
        where claim_id = ${claimId} and status in ('authorised', 'in_transit')`);
      await database.query.execute(
        sql`update processes set nudge_at = now() where id = ${claimId} and closed_at is null`,
      );
    },

    payments: async (id: string): Promise<string[]> =>
      (await rows.payments(id)).map((payment) => String(payment.state)),

    /** `['suspected_lost open', 'recount void']`, the oldest first. */
    tasks: async (id: string): Promise<string[]> => {
      const found = await database.query.execute<{ task: string }>(
        sql`select kind || ' ' || state as task from tasks where order_id = ${id} order by raised_at, kind`,
      );
      return found.map(({ task }) => task);
    },

    /** Templates of what the customer was told, in that order. */
    told: async (id: string): Promise<string[]> => {
      const found = await database.query.execute<{ template: string }>(
        sql`select template from messages where process = ${`order/${id}`} order by created_at, id`,
      );
      return found.map(({ template }) => template);
    },
  };
}
