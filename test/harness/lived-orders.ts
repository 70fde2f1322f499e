import type { Database } from '../../db/pool.ts';
import { publishCadence } from '../../db/sales/cadences.ts';
import { calendarKey } from '../../db/staff/calendars.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { createEasyPost } from '../../providers/carrier/easypost.ts';
import type { CarrierProvider } from '../../providers/carrier/port.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import { openCaseRow, publishDesk } from './live-case.ts';
import { enrolIn, openDealIn, sleptIn } from './live-deal.ts';
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

  const desk = await publishDesk(database);
  return {
    delivered: delivered.id,
    returned: returned.id,
    waiting: waiting.id,
    backordered: backordered.id,
    approved: approved.id,
    approval: approvalId,
    onboarding,
    case: await openCaseRow(database, desk, Date.now()),
    ...(await inTransaction(database, (tx) => liveSales(tx, desk.calendar))),
  };
}

/** A deal that slept for an hour in between, and somebody in a cadence. */
async function liveSales(tx: Tx, calendar: WorkingCalendar): Promise<{ deal: string; enrolment: string }> {
  const [customerId, now] = ['CUS-CARD', Date.now() - 3 * 86_400_000];
  const deal = await openDealIn(tx, { calendar, customerId, now });
  await sleptIn(tx, deal, { from: now + 86_400_000, until: now + 2 * 86_400_000 });
  const step = { delayMs: 86_400_000, channel: 'email' as const, template: 'cadence_intro' as const, stopIf: [] };
  const cadence = { id: 'one', name: 'One', steps: [step], calendarId: calendar.id, createdBy: 'test' };
  await publishCadence(tx, cadence);
  const place = { cadenceId: cadence.id, calendar: calendarKey(calendar), customerId, delayMs: step.delayMs };
  return { deal, enrolment: await enrolIn(tx, place) };
}

async function correct(
  { id, driver }: { id: string; driver: ReturnType<typeof createProcessDriver> },
  status: 'delivered' | 'returning',
): Promise<void> {
  await driver.command('correct_tracking', { shipmentId: `${id}-S1`, status, reason: 'seen' });
  await driver.settle();
}
