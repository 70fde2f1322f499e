import type { Database } from '../../db/pool.ts';
import { createEasyPost } from '../../providers/carrier/easypost.ts';
import type { CarrierProvider } from '../../providers/carrier/port.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import { openCaseRow, publishDesk } from './live-case.ts';
import { beginOnboarding, endOnboarding } from './live-onboarding.ts';
import { orderRows } from './order-rows.ts';
import { placeOrderRow } from './place-order-row.ts';
import { createProcessDriver } from './process-driver.ts';
import { putStock } from './seed.ts';

export type LivedOrders = Awaited<ReturnType<typeof liveOrders>>;

type Providers = { readonly payments: PaymentProvider; readonly carrier: CarrierProvider };

/** The vendors' SDKs against their simulators. */
export async function startProviders() {
  const stripe = await startStripeSimulator({ webhookSecret: 'whsec' });
  const easypost = await startEasyPostSimulator({ port: 0, webhookSecret: 'hmac', scanEveryMs: 60_000 });
  const providers: Providers = {
    payments: createStripePayments({ apiKey: 'sk_test', webhookSecret: 'whsec', url: stripe.url }),
    carrier: createEasyPost({ apiKey: 'EZTK', webhookSecret: 'hmac', baseUrl: easypost.url }),
  };
  return { providers, close: () => Promise.all([stripe.close(), easypost.close()]) };
}

/**
 * One order of each kind that an audit has something to say about, all of them sound: two units delivered, one returned
 * and refunded, one labelled and waiting, one in the queue for stock, one approved. And an open case, and an onboarding that is complete.
 */
export async function liveOrders(database: Database, providers: Providers) {
  const rows = orderRows(database);
  for (const sku of ['LAMP', 'DESK', 'CHAIR']) await putStock(database, sku, 'MTL', 10);
  const live = async (more: Parameters<typeof placeOrderRow>[1]) => {
    const id = await placeOrderRow(database, more);
    const driver = createProcessDriver({ database, ...providers }, id, Date.now());
    await driver.settle();
    return { id, driver };
  };

  const onboarding = await beginOnboarding(database, 'CUS-CARD');
  const delivered = await live({ lines: [{ sku: 'DESK', quantity: 2 }] });
  await delivered.driver.command('hand_over', { shipmentId: `${delivered.id}-S1` });
  await delivered.driver.settle();
  await correct(delivered, 'delivered');

  await endOnboarding(database, onboarding);

  const returned = await live({ lines: [{ sku: 'LAMP', quantity: 1 }] });
  await returned.driver.command('hand_over', { shipmentId: `${returned.id}-S1` });
  await returned.driver.settle();
  await correct(returned, 'returning');
  await returned.driver.command('receive_return', {
    shipmentId: `${returned.id}-S1`,
    lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the command
    then: 'refund',
    reason: 'not wanted',
  });
  await returned.driver.settle();

  const waiting = await live({ lines: [{ sku: 'CHAIR', quantity: 3 }] });
  const backordered = await live({ lines: [{ sku: 'BULB', quantity: 2 }], shortagePolicy: 'backorder' });

  const approved = await live({ lines: [{ sku: 'LAMP', quantity: 1 }], discountBps: 4000 });
  const { id: approvalId, digest } = await rows.approval(approved.id);
  await approved.driver.command('decide_approval', { approvalId, decision: 'approve', reason: 'known', digest });
  await approved.driver.settle();

  return {
    delivered: delivered.id,
    returned: returned.id,
    waiting: waiting.id,
    backordered: backordered.id,
    approved: approved.id,
    approval: approvalId,
    onboarding,
    case: await openCaseRow(database, await publishDesk(database), Date.now()),
  };
}

async function correct(
  { id, driver }: { id: string; driver: ReturnType<typeof createProcessDriver> },
  status: 'delivered' | 'returning',
): Promise<void> {
  await driver.command('correct_tracking', { shipmentId: `${id}-S1`, status, reason: 'seen' });
  await driver.settle();
}
