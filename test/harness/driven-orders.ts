/** Orders without Temporal: driven step by step on a database and simulators of their own, for tables of cases. */
import { randomUUID } from 'node:crypto';
import { compareBooks } from '../../activities/audit/compare-books.ts';
import type { OutsideDeps } from '../../activities/orders/outside-deps.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { loadOrderFacts } from '../../db/orders/load-facts.ts';
import { placeOrder } from '../../db/orders/place-order.ts';
import { openDatabase } from '../../db/pool.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';
import { createEasyPost } from '../../providers/carrier/easypost.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { stripeSimulatorClient } from '../../simulators/stripe/client.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import { carrierControl } from './carrier-control.ts';
import { startCommitCounter } from './count-commits.ts';
import { orderRows } from './order-rows.ts';
import { createTestDatabase } from './postgres.ts';
import { createProcessDriver, type ProcessDriver } from './process-driver.ts';
import { billTo, seed } from './seed.ts';

export type DrivenOrders = Awaited<ReturnType<typeof startDrivenOrders>>;
export type DrivenOrder = ProcessDriver & { readonly id: string; readonly facts: () => Promise<OrderFacts> };

/** `counted`: by way of a counter of commits. */
export async function startDrivenOrders({ counted = false }: { readonly counted?: boolean } = {}) {
  const testDatabase = await createTestDatabase();
  const counter = counted ? await startCommitCounter(testDatabase.url) : null;
  const database = openDatabase({ url: counter?.url ?? testDatabase.url, poolSize: 10 });
  await seed(database);
  const stripe = await startStripeSimulator({ webhookSecret: 'whsec' });
  const easypost = await startEasyPostSimulator({ port: 0, webhookSecret: 'hmac', scanEveryMs: 1000 });
  const providers = {
    payments: createStripePayments({ apiKey: 'sk_test', webhookSecret: 'whsec', url: stripe.url, timeoutMs: 1500 }),
    carrier: createEasyPost({ apiKey: 'EZTK', webhookSecret: 'hmac', baseUrl: easypost.url, timeoutMs: 1500 }),
  };

  async function factsOf(id: string): Promise<OrderFacts> {
    const facts = await loadOrderFacts(database.query, id);
    if (facts === null) throw new Error(`order ${id} does not exist`);
    return facts;
  }

  return {
    database,
    databaseUrl: testDatabase.url,
    factsOf,
    /** So far, where they are counted. */
    commits: () => counter?.commits() ?? 0,
    providers,
    rows: orderRows(database),
    stripe: stripeSimulatorClient(stripe.url),
    carrier: carrierControl(easypost.url),
    /** Everything that does not hold, of our rows and of the providers' books against them. */
    audit: async () => [...(await runAudit(database)), ...(await compareBooks({ database, ...providers }))],

    /** An order of one lamp by card, unless told otherwise; its process has not begun. */
    place: async (
      more: Partial<PlaceOrderPayload> = {},
      outside: Partial<typeof providers & Pick<OutsideDeps, 'triedBefore'>> = {},
    ): Promise<DrivenOrder> => {
      const key = randomUUID();
      const placement = await placeOrder(
        database,
        {
          caller: 'driver',
          idempotencyKey: key,
          digest: key,
          actor: 'back_office@driver',
          role: 'back_office',
          payload: {
            customerId: 'CUS-CARD',
            channel: 'web',
            currency: 'CAD',
            lines: [{ sku: 'LAMP', quantity: 1 }],
            shipTo: billTo,
            priority: 100,
            shortagePolicy: 'ask',
            payment: { method: 'card', token: 'pm_card_visa' },
            discountBps: 0,
            ...more,
          },
        },
        { ...orderPolicies.standard, velocityLimit: 100_000 },
      );
      if (placement.kind !== 'placed') throw new Error(JSON.stringify(placement));
      const id = placement.orderId;
      const driver = createProcessDriver({ database, ...providers, ...outside }, id, Date.now());
      return { ...driver, id, facts: () => factsOf(id) };
    },

    close: async () => {
      await Promise.all([stripe.close(), easypost.close()]);
      await database.close();
      await counter?.close();
      await testDatabase.drop();
    },
  };
}

/** An order of three lamps that has arrived; returns its id. */
export async function deliveredOrder(shop: DrivenOrders): Promise<string> {
  const order = await shop.place({ lines: [{ sku: 'LAMP', quantity: 3 }] });
  await order.settle();
  const [shipment] = (await order.facts()).shipments;
  if (!shipment) throw new Error('nothing was shipped');
  await order.command('hand_over', { shipmentId: shipment.id });
  await order.command('correct_tracking', { shipmentId: shipment.id, status: 'delivered', reason: 'seen' });
  await order.settle();
  return order.id;
}
