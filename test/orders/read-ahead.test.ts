/** What a step has read for the next one is of its moment: whatever happens in between, nothing is done on it that is done already. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { createReservationBatcher, type ReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { buyLabel } from '../../activities/orders/buy-label.ts';
import { takeAhead } from '../../activities/orders/look-ahead.ts';
import { reserveStock } from '../../activities/orders/reserve-stock.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { addProduct, putStock } from '../harness/seed.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  for (const sku of ['LAMP', 'DESK']) await putStock(orders.database, sku, 'MTL', 1000);
});
afterEach(async () => {
  vi.useRealTimers();
  expect(await runAudit(orders.database)).toEqual([]);
});
afterAll(() => orders.close());

async function addDesk(order: DrivenOrder): Promise<void> {
  const { version } = await order.facts();
  const change = { addLines: [{ sku: 'DESK', quantity: 1 }] };
  const previewed = await order.command('preview_amendment', { baseVersion: version, change });
  if (previewed.result !== 'done') throw new Error(JSON.stringify(previewed));
  await order.command('confirm_amendment', { no: Number(previewed.details.no), baseVersion: version + 1 });
}

it('a parcel keeps its stock when what was read while it was reserved is used for the next one', async () => {
  const order = await orders.place();
  await order.settle();
  await addDesk(order);
  const batcher = createReservationBatcher({ database: orders.database });
  const reservations: ReservationBatcher = {
    ...batcher,
    reserve: async (request) => {
      const answer = await batcher.reserve(request);
      const { version } = await order.facts();
      const change = { quantities: [{ lineNo: 1, quantity: 2 }] };
      await order.command('preview_amendment', { baseVersion: version, change });
      return answer;
    },
  };
  const at = { orderId: order.id, key: `order/${order.id}/reserve/asked`, now: order.now() };
  await reserveStock({ database: orders.database, reservations }, at);
  await order.refresh();
  await orders.carrier.fault({ op: 'buy', mode: 'refuse', match: `${order.id}-S2` });
  expect((await order.settle()).status).toBe('needs_intervention');

  await addDesk(order);
  await order.command('resolve_intervention', { no: 1, resolution: 'retry', reason: 'the carrier is back' });
  expect((await order.settle()).status).toBe('confirmed');
  const parcels = (await order.facts()).shipments.map(({ no, state, lines }) => [no, state, lines]);
  expect(parcels).toEqual([
    [1, 'labelled', [{ lineNo: 1, quantity: 1 }]],
    [2, 'labelled', [{ lineNo: 2, quantity: 1 }]],
    [3, 'labelled', [{ lineNo: 3, quantity: 1 }]],
  ]);
  for (const no of [1, 2, 3])
    expect(await order.command('hand_over', { shipmentId: `${order.id}-S${no}` })).toMatchObject({ result: 'done' });
});

it.each([
  ['and is bought', null],
  ['and its purchase gets no answer', 'timeout_after'],
] as const)(
  'a label is asked for again while the carrier still thinks about its price, %s: one parcel is paid for',
  async (_, mode) => {
    const order = await orders.place();
    while (!order.progress().due.some(({ kind }) => kind === 'buy_label')) await order.advance();
    const match = `${order.id}-S1`;
    if (mode) await orders.carrier.fault({ op: 'buy', mode, match });
    let asked = 0;
    const carrier: typeof orders.providers.carrier = {
      ...orders.providers.carrier,
      rates: async (request) => {
        const answer = await orders.providers.carrier.rates(request);
        asked += 1;
        if (asked === 1)
          await buy('again').catch((error) =>
            expect([mode, error.type]).toEqual(['timeout_after', 'provider_unknown']),
          );
        return answer;
      },
    };
    const deps = { ...orders.providers, carrier, database: orders.database, triedBefore: () => true };
    const buy = (key: string) =>
      buyLabel(deps, { orderId: order.id, key: `order/${order.id}/${key}`, now: order.now() }, `${order.id}-S1`);
    await buy('slow');
    await order.settle();
    const book: { shipments: { reference: string; label: unknown }[] } = await orders.carrier.book();
    const bought = book.shipments.filter(({ reference }) => reference === `${order.id}-S1`);
    expect(bought).toHaveLength(1);
    expect((await order.facts()).shipments).toMatchObject([{ state: 'labelled' }]);
  },
);

it('what was read is dropped by the next step of the order, also by one that leaves nothing to do', async () => {
  const order = await orders.place();
  const next = { kind: 'authorise', subject: `${order.id}-P1` } as const;
  const read = () => takeAhead(orders.database, order.id, next);
  const due = () => order.progress().due.some(({ kind }) => kind === 'authorise');
  while (!due()) await order.advance();
  expect(read()).toMatchObject({ id: next.subject });
  await order.refresh();
  await order.command('raise_hold', { kind: 'manual', reason: 'wait' });
  expect([due(), read()]).toEqual([false, null]);
});

it.each([
  [1999, 'P1'],
  [2001, null],
])('what was read %i ms ago: %s', async (elapsedMs, found) => {
  const order = await orders.place();
  while (!order.progress().due.some(({ kind }) => kind === 'authorise')) await order.advance();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  const { version } = await order.facts();
  await order.command('preview_amendment', {
    baseVersion: version,
    change: { addLines: [{ sku: 'DESK', quantity: 1 }] },
  });
  vi.setSystemTime(Date.now() + elapsedMs);
  const take = () => takeAhead(orders.database, order.id, { kind: 'authorise', subject: `${order.id}-P1` });
  expect(take()?.id ?? null).toBe(found && `${order.id}-${found}`);
  expect(take()).toBeNull(); // given out once
});

it('nobody is asked about a shortage by what was read before the goods came', async () => {
  await addProduct(orders.database, 'LATE', 1000);
  const order = await orders.place({ lines: [{ sku: 'LATE', quantity: 1 }] });
  await order.advance();
  expect(order.progress().due).toMatchObject([{ kind: 'reserve' }]);
  await putStock(orders.database, 'LATE', 'MTL', 1);
  await order.advance();
  expect((await order.facts()).lines).toMatchObject([{ ordered: 1, reserved: 1 }]);
});

it('leaves books that agree with the providers’', async () => {
  expect(await orders.audit()).toEqual([]);
});
