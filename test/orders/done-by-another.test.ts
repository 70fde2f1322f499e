/**
 * A worker that was frozen in a step, or whose task was given to another one, still ends it: under a key of its own, when
 * the order has gone on long ago. What was done already it must not do again, nor take anything back.
 */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { authorisePayment } from '../../activities/orders/authorise-payment.ts';
import { buyLabel } from '../../activities/orders/buy-label.ts';
import { capturePayment } from '../../activities/orders/capture-payment.ts';
import type { StepInput } from '../../activities/orders/order-step.ts';
import { createOrderSteps } from '../../activities/orders/order-steps.ts';
import type { OutsideDeps } from '../../activities/orders/outside-deps.ts';
import { submitRefund } from '../../activities/orders/submit-refund.ts';
import { voidLabel } from '../../activities/orders/void-label.ts';
import { voidPayment } from '../../activities/orders/void-payment.ts';
import type { WorkKind } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { hearLate } from '../harness/hear-late.ts';
import { putStock } from '../harness/seed.ts';
import { parcelOf, paymentOf, stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 1000);
});
afterEach(async () => expect(await orders.audit()).toEqual([]));
afterAll(() => orders.close());

const { after, settled, handedOver, finish } = stepMoves(() => orders);

type OutsideStep = (deps: OutsideDeps, input: StepInput, subject: string) => Promise<Progress>;

async function cancelled(): Promise<DrivenOrder> {
  const order = await settled();
  await order.command('cancel', { reason: 'no longer' });
  return order;
}

type Case = {
  readonly step: OutsideStep;
  /** The call of which the answer is heard late. */
  readonly call: string;
  readonly reach: () => Promise<DrivenOrder>;
};

const outside: Readonly<Record<Exclude<WorkKind, 'reserve'>, Case>> = {
  authorise: { step: authorisePayment, call: 'authorise', reach: () => after(2) },
  buy_label: { step: buyLabel, call: 'buyLabel', reach: () => after(3) },
  capture: { step: capturePayment, call: 'capture', reach: handedOver },
  void_label: { step: voidLabel, call: 'voidLabel', reach: cancelled },
  void_payment: {
    step: voidPayment,
    call: 'voidAuthorisation',
    reach: async () => {
      const order = await cancelled();
      await order.advance();
      return order;
    },
  },
  refund: {
    step: submitRefund,
    call: 'refund',
    reach: async () => {
      const order = await handedOver();
      await order.settle();
      await order.command('correct_tracking', { ...parcelOf(order), status: 'returning', reason: 'seen' });
      const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
      // biome-ignore lint/suspicious/noThenProperty: a field of the command
      await order.command('receive_return', { ...parcelOf(order), lines, then: 'refund', reason: 'came back' });
      return order;
    },
  },
};

/** Everything that an order is and was told. */
const known = async ({ id, facts }: DrivenOrder) => ({ facts: await facts(), events: await orders.rows.events(id) });

const lateInput = (order: DrivenOrder): StepInput => ({
  orderId: order.id,
  key: `order/${order.id}/late/1`,
  now: order.now(),
});

it.each(Object.entries(outside))(
  '%s, ended late: the order has gone on to its end, and stays there',
  async (kind, { step, call, reach }) => {
    const order = await reach();
    const work = order.progress().due.find((due) => due.kind === kind);
    expect(work, JSON.stringify(order.progress())).toBeDefined();
    let before: Awaited<ReturnType<typeof known>> | undefined;
    const meanwhile = async () => {
      if (before) return;
      await finish(order);
      before = await known(order);
    };
    const { payments, carrier } = orders.providers;
    const deps = { payments: hearLate(payments, call, meanwhile), carrier: hearLate(carrier, call, meanwhile) };
    const late: OutsideDeps = { database: orders.database, ...deps, triedBefore: () => true };
    await step(late, lateInput(order), work?.subject ?? '');
    expect(before?.facts.status).toMatch(/completed|cancelled/);
    expect(await known(order)).toEqual(before);
  },
);

const own = () =>
  createOrderSteps({
    database: orders.database,
    reservations: createReservationBatcher({ database: orders.database }),
  });

it('screening and reserving, ended late: an order that waits for its customer goes on waiting, and is offered once', async () => {
  await putStock(orders.database, 'DESK', 'MTL', 1);
  const order = await settled({ lines: [{ sku: 'DESK', quantity: 2 }] });
  expect(order.progress().status).toBe('awaiting_decision');
  const before = await known(order);
  await own().screenOrder(lateInput(order));
  await own().reserveStock({ ...lateInput(order), key: `order/${order.id}/late/2` });
  // What came in since is for whoever the customer's answer gives it to.
  await putStock(orders.database, 'DESK', 'MTL', 1);
  await own().reserveStock({ ...lateInput(order), key: `order/${order.id}/late/3` });
  expect(await known(order)).toEqual(before);
  expect(await orders.rows.shelf('DESK')).toEqual({ MTL: [2, 1] });
});

it('reserving, ended late, beside a worker that has written the parcel: its stock stays with it', async () => {
  await putStock(orders.database, 'CHAIR', 'MTL', 5);
  const order = await after(1, { lines: [{ sku: 'CHAIR', quantity: 2 }] });
  const batcher = createReservationBatcher({ database: orders.database });
  const reservations: typeof batcher = {
    ...batcher,
    reserve: async (request) => {
      const answer = await batcher.reserve(request);
      await order.settle();
      return answer;
    },
  };
  const before = async () => ({ shelf: await orders.rows.shelf('CHAIR'), parcels: (await order.facts()).shipments });
  await createOrderSteps({ database: orders.database, reservations }).reserveStock(lateInput(order));
  expect(await before()).toMatchObject({
    shelf: { MTL: [5, 2] },
    parcels: [{ no: 1, state: 'labelled', lines: [{ lineNo: 1, quantity: 2 }] }],
  });
  expect(await order.command('hand_over', parcelOf(order))).toMatchObject({ result: 'done' });
  await order.settle();
});

it('a step that failed for good, and was done by another: nobody is asked about it', async () => {
  const order = await handedOver();
  await finish(order);
  const before = await known(order);
  const failed = { kind: 'capture', subject: paymentOf(order), code: 'failed', detail: 'no answer' } as const;
  await own().parkOrder(lateInput(order), failed);
  expect(await known(order)).toEqual(before);
});
