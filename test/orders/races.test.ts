/** Two things in the same instant, decided by the database alone: no workflow puts them in a row here. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { authorisePayment } from '../../activities/orders/authorise-payment.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { billTo, putStock } from '../harness/seed.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const parcelOf = (order: DrivenOrder) => ({ shipmentId: `${order.id}-S1` });
const repeats = Array.from({ length: 8 }, (_, n) => n);

async function packed(quantity = 1): Promise<DrivenOrder> {
  const order = await orders.place({ lines: [{ sku: 'LAMP', quantity }] });
  await order.settle();
  return order;
}

const captured = async (order: DrivenOrder) =>
  (await orders.stripe.book()).captures.filter(({ reference }) => reference?.startsWith(order.id)).map((c) => c.amount);

it('cancel and hand-over: exactly one of them, and the other is told which', async () => {
  for (const n of repeats) {
    const order = await packed();
    const cancel = () => order.command('cancel', { reason: 'no longer' });
    const handOver = () => order.command('hand_over', parcelOf(order));
    const outcomes = await Promise.all(n % 2 === 0 ? [cancel(), handOver()] : [handOver(), cancel()]);
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['done', 'refused']);
    const refusal = outcomes.find(({ result }) => result === 'refused');
    await order.refresh();
    const { status } = await order.settle();
    const won = status === 'cancelled' ? 'cancel' : 'hand-over';
    expect(refusal).toMatchObject(
      won === 'cancel' ? { code: expect.stringMatching(/not_ready|status|closed/) } : { code: 'nothing_to_cancel' },
    );
    expect(await captured(order)).toEqual(won === 'cancel' ? [] : [2298]);
  }
});

it('some units cancelled while the parcel is handed over: what left and what was cancelled make the order', async () => {
  for (const n of repeats) {
    const order = await packed(3);
    const cancel = () => order.command('cancel', { lines: [{ lineNo: 1, quantity: 1 }], reason: 'two will do' });
    const handOver = () => order.command('hand_over', parcelOf(order));
    await Promise.all(n % 2 === 0 ? [cancel(), handOver()] : [handOver(), cancel()]);
    await order.refresh();
    await order.settle();
    const [line] = (await order.facts()).lines;
    expect(line).toMatchObject({ ordered: 3, reserved: 0 });
    expect((line?.shipped ?? 0) + (line?.cancelled ?? 0)).toBe(3);
    expect(await captured(order)).toEqual([line?.cancelled === 1 ? 4597 : 6895]);
  }
});

it('an approval in the instant in which it expires counts or does not, never both', async () => {
  for (const n of repeats) {
    const order = await orders.place({ discountBps: 2000 });
    await order.settle();
    await order.ring(); // the next role is asked
    const { approval } = await order.facts();
    const approve = () =>
      order.command('decide_approval', {
        approvalId: approval?.id ?? '',
        decision: 'approve',
        reason: 'seen',
        digest: approval?.digest ?? '',
      });
    const expire = () => order.ring();
    await Promise.all(n % 2 === 0 ? [approve(), expire()] : [expire(), approve()]);
    await order.refresh();
    const { status } = await order.settle();
    const rows = await orders.database.query.execute(sql`select state from approvals where order_id = ${order.id}`);
    expect([`${rows[0]?.state}, ${status}`]).toContainEqual(
      expect.stringMatching(/^(approved, confirmed|expired, cancelled)$/),
    );
  }
});

it('two returns and cancels at once never give back more than was taken', async () => {
  for (const [first, second] of [
    [1, 2],
    [2, 2],
    [2, 1],
  ] as const) {
    const order = await packed(2);
    await order.command('hand_over', parcelOf(order));
    await order.settle();
    const returned = {
      ...parcelOf(order),
      lines: [{ lineNo: 1, restocked: 2, writtenOff: 0 }],
      // biome-ignore lint/suspicious/noThenProperty: a field of the command
      then: 'reship' as const,
      reason: 'came back',
    };
    const back = await Promise.all([1, 2].map(() => order.command('receive_return', returned)));
    expect(back.map(({ result }) => result).sort()).toEqual(['done', 'refused']);
    const cancel = (quantity: number) =>
      order.command('cancel', { lines: [{ lineNo: 1, quantity }], reason: 'enough' });
    const outcomes = await Promise.all([cancel(first), cancel(second)]);
    expect(outcomes.map(({ result }) => result)).toContain('refused');
    await order.command('cancel', { reason: 'the rest too' });
    await order.refresh();
    await order.settle();
    expect(order.progress().status).toBe('cancelled');
    const { payments } = await order.facts();
    expect(payments).toMatchObject([{ capturedMinor: 4597, refundedMinor: 4597 }]);
  }
});

it('a lease that runs out while the card is asked: the units are planned anew, and charged once', async () => {
  const lapse = async () => {
    await orders.database.query.execute(
      sql`update reservations set lease_until = now() - interval '1 second' where state = 'held'`,
    );
    await expireLeases(orders.database, 1000);
  };
  let asked = 0;
  const payments: typeof orders.providers.payments = {
    ...orders.providers.payments,
    authorise: async (request) => {
      const answer = await orders.providers.payments.authorise(request);
      asked += 1;
      if (asked === 1) await lapse();
      return answer;
    },
  };
  const order = await orders.place({}, { payments });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await orders.rows.shipments(order.id)).toEqual(['1 MTL cancelled', '2 MTL labelled']);
  await order.command('hand_over', { shipmentId: `${order.id}-S2` });
  await order.settle();
  expect((await orders.rows.payments(order.id)).map((payment) => payment.state)).toEqual(['voided', 'captured']);
  expect(await captured(order)).toEqual([2298]);
});

it('a lease that runs out in the instant in which its card has paid: one of the two has the stock, and it is charged once', async () => {
  for (const n of repeats) {
    let expiring: Promise<unknown> = Promise.resolve();
    const payments: typeof orders.providers.payments = {
      ...orders.providers.payments,
      authorise: async (request) => {
        const answer = await orders.providers.payments.authorise(request);
        if (request.reference === `${order.id}-P1`) expiring = expire();
        if (n % 2 === 0) await nextTurn();
        return answer;
      },
    };
    const order = await orders.place({}, { payments });
    const expire = async () => {
      await orders.database.query.execute(
        sql`update reservations set lease_until = now() where order_id = ${order.id} and state = 'held'`,
      );
      await expireLeases(orders.database, 1000);
    };
    while (order.progress().status !== 'confirmed') await order.advance();
    await expiring;
    await order.refresh();
    expect((await order.settle()).status).toBe('confirmed');
    const parcel = (await order.facts()).shipments.find(({ state }) => state === 'labelled');
    await order.command('hand_over', { shipmentId: parcel?.id ?? '' });
    await order.settle();
    expect(await captured(order)).toEqual([2298]);
  }
});

it('an address changed while the label is asked for is the address on the label', async () => {
  const printed: string[] = [];
  const carrier: typeof orders.providers.carrier = {
    ...orders.providers.carrier,
    rates: async (request) => {
      const answer = await orders.providers.carrier.rates(request);
      if (printed.length === 0) await moveHouse();
      printed.push(request.to.line1);
      return answer;
    },
  };
  const order = await orders.place({}, { carrier });
  async function moveHouse(): Promise<void> {
    const { version } = await order.facts();
    const change = { shipTo: { ...billTo, line1: '9, rue Neuve' } };
    expect(await order.command('preview_amendment', { baseVersion: version, change })).toMatchObject({
      result: 'done',
    });
    await order.command('confirm_amendment', { no: 1, baseVersion: version + 1 });
  }
  await order.settle();
  const rows = await orders.database.query.execute(
    sql`select ship_to->>'line1' as line1 from orders where id = ${order.id}`,
  );
  expect(rows[0]?.line1).toBe('9, rue Neuve');
  expect((await order.facts()).shipments).toMatchObject([{ state: 'labelled' }]);
  expect(printed.at(-1)).toBe('9, rue Neuve');
});

it('cancelled while its label is bought: the label is given back', async () => {
  const carrier: typeof orders.providers.carrier = {
    ...orders.providers.carrier,
    buyLabel: async (request) => {
      const answer = await orders.providers.carrier.buyLabel(request);
      await order.command('cancel', { reason: 'no longer' });
      return answer;
    },
  };
  const order = await orders.place({}, { carrier });
  expect((await order.settle()).status).toBe('cancelled');
  const labels: { reference: string; refunded: boolean }[] = (await orders.carrier.book()).shipments;
  expect(labels.find(({ reference }) => reference === `${order.id}-S1`)).toMatchObject({ refunded: true });
});

it('cancelled while its card is asked: the authorisation is given back', async () => {
  const payments: typeof orders.providers.payments = {
    ...orders.providers.payments,
    authorise: async (request) => {
      const answer = await orders.providers.payments.authorise(request);
      await order.command('cancel', { reason: 'no longer' });
      return answer;
    },
  };
  const order = await orders.place({}, { payments });
  expect((await order.settle()).status).toBe('cancelled');
  const book = await orders.stripe.book();
  const intents = book.intents.filter(({ reference }) => reference?.startsWith(order.id));
  expect(intents).toMatchObject([{ status: 'canceled', captured: 0 }]);
});

it('a hold that an agent was faster to raise than the screening or the account: there is one, and the order goes on', async () => {
  const early = await orders.place({ shipTo: { ...billTo, postalCode: 'nowhere' } });
  await early.command('raise_hold', { kind: 'address', reason: 'odd' });
  expect((await early.settle()).status).toBe('on_hold');
  await early.command('release_hold', { kind: 'address', reason: 'seen' });
  expect((await early.settle()).status).toBe('confirmed');

  const owing = await orders.place({
    ...{ customerId: 'CUS-ACCOUNT', payment: { method: 'account' } },
    lines: [{ sku: 'LAMP', quantity: 40 }],
  });
  while (!owing.progress().due.some(({ kind }) => kind === 'authorise')) await owing.advance();
  await owing.command('raise_hold', { kind: 'credit', reason: 'late payer' });
  await orders.database.query.execute(sql`update customers set credit_limit_minor = 1000 where id = 'CUS-ACCOUNT'`);
  const deps = { ...orders.providers, database: orders.database, triedBefore: () => false };
  const at = { orderId: owing.id, key: `order/${owing.id}/authorise/late`, now: owing.now() };
  expect((await authorisePayment(deps, at, `${owing.id}-P1`)).status).toBe('on_hold');
  expect(await orders.rows.holds(owing.id)).toEqual(['credit open']);
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
