/** What a story is played with: a world with a customer, and the moves that most stories make. */
import { customers } from '../../db/schema/customers.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import type { Answer } from '../harness/api-client.ts';
import { orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import type { World } from '../harness/world.ts';
import { addressOfHers, planted, reason } from './personal-data.ts';
import { processMoves } from './process-moves.ts';
import { until } from './until.ts';

export type Stage = ReturnType<typeof createStage>;

export const customerId = 'CUS-STORY';

/** The customer of every story: one who may order on account, up to ten dollars. */
export async function castCustomer({ database }: World): Promise<void> {
  await database.query.insert(customers).values({
    id: customerId,
    name: planted.name,
    email: planted.email,
    locale: 'fr',
    billTo: addressOfHers,
    creditLimitMinor: 1000,
    creditCurrency: 'CAD',
  });
}

export function createStage(world: World) {
  const { api, carrier } = world;
  const rows = orderRows(world.database);

  /** A command that must be done at once, or a row that must be written. */
  async function must(role: Parameters<typeof api.post>[0], path: string, body: object, headers = {}): Promise<Answer> {
    const answer = await api.post(role, path, body, { headers });
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer;
  }

  /** A product of its own, so that no story takes another's units. */
  async function product(
    sku: string,
    stock: Readonly<Record<string, number>> = {},
    priceMinor = 2000,
  ): Promise<string> {
    await addProduct(world.database, sku, priceMinor);
    for (const [location, units] of Object.entries(stock)) await putStock(world.database, sku, location, units);
    return sku;
  }

  async function handOver(shipmentId: string): Promise<void> {
    await world.labelled(shipmentId);
    await must('warehouse', `/v1/shipments/${shipmentId}/hand-over`, {});
  }

  return {
    world,
    rows,
    carrier: {
      fault: carrier.fault,
      /** Resolves when the carrier's own book has this parcel's label. */
      sold: (shipmentId: string) =>
        until(`the label of ${shipmentId}`, async () => {
          const { shipments }: { shipments: { reference: string }[] } = await carrier.book();
          return shipments.some(({ reference }) => reference === shipmentId);
        }),
    },
    must,
    product,
    handOver,
    /** Places an order of hers by card; resolves with its id. */
    place: (sku: string, quantity: number, more: object = {}) =>
      world.place({
        customerId,
        lines: [{ sku, quantity }],
        shipTo: addressOfHers,
        payment: { method: 'card', token: planted.cardToken },
        ...more,
      }),
    scan: async (shipmentId: string, status: string) =>
      void (await carrier.scan(await world.trackingCode(shipmentId), status)),
    tracked: (shipmentId: string, tracking: string) =>
      until(`${shipmentId} being ${tracking}`, async () => (await world.shipmentOf(shipmentId))?.tracking === tracking),
    /** Handed over, carried and delivered. */
    deliver: async (shipmentId: string) => {
      await handOver(shipmentId);
      const code = await world.trackingCode(shipmentId);
      for (const status of ['in_transit', 'out_for_delivery', 'delivered']) await carrier.scan(code, status);
    },
    processes: processMoves(world),
    /** The order is in this closed status and its process has ended. */
    ends: async (orderId: string, status: string) => {
      await world.reaches(orderId, status, 90_000);
      await world.env.client.workflow.getHandle(orderWorkflowId(orderId)).result();
    },
    intervene: async (role: 'agent' | 'supervisor', orderId: string, resolution: string) => {
      await world.reaches(orderId, 'needs_intervention', 30_000);
      await must(role, `/v1/orders/${orderId}/intervention`, { no: 1, resolution, reason });
    },
  };
}
