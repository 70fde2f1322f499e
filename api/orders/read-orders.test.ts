import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvals } from '../../db/schema/approvals.ts';
import { amendments, holds, interventions, offers, orderLines, orders } from '../../db/schema/orders.ts';
import { payments, refunds } from '../../db/schema/payments.ts';
import { shipmentLines, shipments } from '../../db/schema/shipping.ts';
import { roles } from '../../domain/access/roles.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { placeOrderRow } from '../../test/harness/place-order-row.ts';
import { seed } from '../../test/harness/seed.ts';
import { encodeCursor } from '../paging.ts';
import { shipment } from '../shipping/shipment-schema.ts';
import { type OrderResource, orderResource } from './order-view-schemas.ts';

let api: TestApi;
let id: string;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
});

afterAll(async () => {
  await api?.close();
});

beforeEach(async () => {
  id = await placeOrderRow(api.deps.database, { lines: twoLines });
});

const twoLines = [
  { sku: 'LAMP', quantity: 3 },
  { sku: 'SET', quantity: 1 },
];

const at = new Date('2026-02-03T04:05:06.789Z');
const later = new Date('2026-02-04T04:05:06.789Z');

/** One row of everything that an order can have, under the order's own rules. */
async function giveEverything(): Promise<void> {
  const { query } = api.deps.database;
  await query.insert(holds).values({
    ...{ orderId: id, kind: 'credit', no: 1, reason: 'over_credit_limit', ownerRole: 'agent', atDeadline: 'cancel' },
    ...{ details: { limitMinor: 5, currency: 'CAD' }, deadline: later, raisedAt: at, raisedBy: 'parcours' },
  });
  await query.insert(offers).values({
    ...{
      orderId: id,
      version: 1,
      short: [{ lineNo: 1, quantity: 2 }],
      options: ['wait', 'cancel'],
      fallback: 'cancel',
    },
    ...{ madeAt: at, deadline: later },
  });
  await query.insert(approvals).values({
    ...{ id: `${id}-A1`, orderId: id, no: 1, reasons: ['total_above_limit'], amountMinor: 4242, currency: 'CAD' },
    ...{ digest: 'd'.repeat(64), requester: 'shop', approverRole: 'agent', raisedAt: at, expiresAt: later },
  });
  await query.insert(amendments).values({
    ...{ orderId: id, no: 1, baseVersion: 1, change: {}, requestedBy: 'ann', requestedAt: at },
    preview: {
      added: [{ sku: 'DESK', quantity: 1, totalMinor: 4242 }],
      removed: [],
      deltaMinor: 4242,
      currency: 'CAD',
    },
  });
  await query.insert(interventions).values({
    ...{ orderId: id, no: 1, work: 'capture', subject: `${id}-P1`, code: 'card_error' },
    ...{ detail: 'The capture of 42.42 was refused', raisedAt: at },
  });
  await query.insert(shipments).values({
    ...{ id: `${id}-S1`, orderId: id, no: 1, locationId: 'MTL', state: 'labelled', carrier: 'UPS', service: 'Ground' },
    ...{ serviceReason: 'cheapest', rateMinor: 4242, rateCurrency: 'USD', trackingCode: `T-${id}` },
    ...{ trackingUrl: 'https://track.example/1', labelUrl: 'https://label.example/1', labelledAt: at },
  });
  await query.insert(shipmentLines).values({ shipmentId: `${id}-S1`, lineNo: 1, quantity: 2 });
  await query.update(orderLines).set({ reserved: 2 }).where(sql`order_id = ${id} and line_no = 1`);
  await query.insert(payments).values({
    ...{ id: `${id}-P1`, orderId: id, no: 1, shipmentNo: 1, method: 'card', currency: 'CAD', amountMinor: 4242 },
    ...{ capturedMinor: 4242, refundedMinor: 42, state: 'captured' },
  });
  await query.insert(refunds).values({
    ...{ id: `${id}-P1-R1`, paymentId: `${id}-P1`, orderId: id, no: 1, amountMinor: 42, reason: 'returned' },
    requestedAt: at,
  });
  const planReasons = [{ locationId: 'MTL', used: true, code: 'ships_all', distanceKm: 12 }];
  await query.update(orders).set({ planReasons }).where(eq(orders.id, id));
}

async function read(as: (typeof roles)[number] = 'admin'): Promise<OrderResource> {
  const { body } = await api.send(`get /v1/orders/${id}`, { as });
  return orderResource.parse(body);
}

describe('an order', () => {
  it('is answered with its version as ETag, what it waits for, and what the reader may do', async () => {
    const answer = await api.send(`get /v1/orders/${id}`, { as: 'agent' });
    expect(answer.headers.get('etag')).toBe(`"${answer.body.version}"`);
    const order = orderResource.parse(answer.body);
    expect(order).toMatchObject({ id, status: 'received', fulfilment: 'unshipped', paymentStatus: 'pending' });
    expect(order.waiting?.message.fr).toContain(id);
    expect(order.actions.map(({ kind }) => kind)).toEqual(['cancel', 'raise_hold', 'preview_amendment']);
    expect(order.lines[0]).toMatchObject({
      name: { en: 'LAMP (en)', fr: 'LAMP (fr)' },
      ledger: { ordered: 3, open: 3 },
      unitPrice: { amount: 1999, currency: 'CAD' },
    });
    expect(order.lines[1]?.parts).toHaveLength(2);
    expect(order.total?.amount).toBe(Number(order.net?.amount) + Number(order.tax?.amount));
  });

  it('was placed at the same instant wherever it is read', async () => {
    await api.deps.database.sql`update orders set placed_at = '2026-02-03T04:05:06.7896Z' where id = ${id}`;
    const { body } = await api.send('get /v1/orders', { as: 'agent' });
    const listed = JSON.stringify(body).match(new RegExp(`"id":"${id}".*?"placedAt":"([^"]+)"`))?.[1];
    expect([(await read()).placedAt, listed]).toEqual(Array(2).fill('2026-02-03T04:05:06.789Z'));
  });

  it('shows everything that hangs on it', async () => {
    await giveEverything();
    const order = await read();
    expect(order).toMatchObject({
      paymentStatus: 'partially_refunded',
      holds: [{ kind: 'credit', raisedBy: 'parcours', raisedAt: at.toISOString(), details: { limitMinor: 5 } }],
      offer: { version: 1, options: ['wait', 'cancel'], deadline: later.toISOString() },
      approval: { id: `${id}-A1`, amount: { amount: 4242 }, reasons: ['total_above_limit'], state: 'open' },
      amendments: [{ no: 1, difference: { amount: 4242 }, added: [{ sku: 'DESK' }], shipTo: null }],
      interventions: [{ no: 1, detail: 'The capture of 42.42 was refused', state: 'open' }],
      shipments: [
        {
          ...{ id: `${id}-S1`, trackingUrl: 'https://track.example/1', rate: { amount: 4242, currency: 'USD' } },
          lines: [{ lineNo: 1, quantity: 2, restocked: 0, writtenOff: 0 }],
        },
      ],
      payments: [{ id: `${id}-P1`, shipmentId: `${id}-S1`, captured: { amount: 4242 }, refunded: { amount: 42 } }],
      refunds: [{ id: `${id}-P1-R1`, amount: { amount: 42 }, state: 'requested', settledAt: null }],
      planReasons: [
        { code: 'ships_all', text: { en: expect.stringContaining('MTL'), fr: expect.stringContaining('MTL') } },
      ],
    });
  });

  it.each(roles)('has the documented shape for %s, and amounts for those only who see prices', async (role) => {
    await giveEverything();
    const text = JSON.stringify(await read(role));
    expect(/"amount"|Minor|42[.]?42|discountBps/.test(text)).toBe(role !== 'warehouse');
    const parcel = await api.send(`get /v1/shipments/${id}-S1`, { as: role });
    expect(shipment.parse(parcel.body)).toMatchObject({ id: `${id}-S1`, orderId: id, carrier: 'UPS' });
    expect(parcel.headers.get('etag')).toBe(`"${(await read(role)).version}"`);
    expect(JSON.stringify(parcel.body).includes('"amount"')).toBe(role !== 'warehouse');
  });

  it.each([
    '/v1/orders/ORD-0000000',
    '/v1/orders/ORD-0000000/events',
    '/v1/shipments/ORD-0000000-S1',
    '/v1/shipments/x',
  ])('that does not exist is 404 at %s', async (path) => {
    expect(await api.send(`get ${path}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });
});

describe('the list of orders', () => {
  it('pages through all of them, newest first', async () => {
    for (let n = 0; n < 4; n += 1) await placeOrderRow(api.deps.database, { customerId: 'CUS-ACCOUNT' });
    const seen: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await api.send(`get /v1/orders?customer=CUS-ACCOUNT&limit=3${cursor}`);
      const { data, page } = body as { data: { id: string; total: object }[]; page: { next: string | null } };
      seen.push(...data.map((order) => order.id));
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size).toBe(4);
  });

  it('shows no totals to the warehouse', async () => {
    const [plain, priced] = await Promise.all([
      api.send('get /v1/orders', { as: 'warehouse' }),
      api.send('get /v1/orders', { as: 'agent' }),
    ]);
    expect(JSON.stringify(plain.body)).not.toContain('amount');
    expect(JSON.stringify(priced.body)).toContain('"total":{"amount":');
  });

  it.each([
    ['nonsense', '%%%'],
    ['not JSON', 'bm90IGpzb24'],
    ['an injection', encodeCursor({ placedAt: "2026-01-01 00:00:00+00'; drop table orders", id: 'x' })],
    ['no instant', encodeCursor({ placedAt: '2026-99-99 00:00:00+00', id: 'x' })],
    ['another shape', encodeCursor({ role: 'agent' })],
    ['too much', encodeCursor({ placedAt: '2026-01-01 00:00:00+00', id: 'x', more: 1 })],
  ])('refuses a forged cursor: %s', async (_what, cursor) => {
    const answer = await api.send(`get /v1/orders?cursor=${encodeURIComponent(cursor)}`);
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request', errors: [{ pointer: '/cursor' }] } });
  });

  it.each(['limit=0', 'limit=201', 'status=lost', 'placedAfter=yesterday', 'colour=red'])(
    'refuses %s',
    async (query) => {
      expect((await api.send(`get /v1/orders?${query}`)).status).toBe(422);
    },
  );
});

describe('what waits for people', () => {
  it('lists open approvals, the oldest first, with what a decision needs', async () => {
    await giveEverything();
    const { body } = await api.send('get /v1/approvals?limit=200', { as: 'supervisor' });
    const { data } = body as { data: { id: string }[] };
    expect(data.find((open) => open.id === `${id}-A1`)).toMatchObject({
      ...{ orderId: id, amount: { amount: 4242, currency: 'CAD' }, digest: 'd'.repeat(64), approverRole: 'agent' },
      links: { decision: `/v1/approvals/${id}-A1/decision`, order: `/v1/orders/${id}` },
    });
    const [first, second] = await Promise.all([api.send('get /v1/approvals?limit=1'), api.send('get /v1/approvals')]);
    const next = (first.body.page as { next: string }).next;
    const rest = await api.send(`get /v1/approvals?cursor=${next}`);
    expect([...(first.body.data as object[]), ...(rest.body.data as object[])]).toEqual(second.body.data);
  });

  it('lists open tasks by role, paged, without amounts for the warehouse', async () => {
    await api.deps.database.query.execute(sql`
      insert into tasks (id, kind, subject, role, details, raised_at)
      select 'T' || n, 'recount', 'S' || n, case when n % 2 = 0 then 'agent' else 'warehouse' end, '{"amountMinor": 7, "n": 1}', now()
      from generate_series(1, 7) n`);
    const idsOf = ({ body }: { body: Record<string, unknown> }) =>
      (body.data as { id: string }[]).map((task) => task.id);
    const all = await api.send('get /v1/tasks', { as: 'agent' });
    expect(idsOf(all)).toEqual(['T2', 'T4', 'T6', 'T1', 'T3', 'T5', 'T7']);
    const first = await api.send('get /v1/tasks?limit=4', { as: 'agent' });
    const rest = await api.send(`get /v1/tasks?limit=4&cursor=${(first.body.page as { next: string }).next}`);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(all));
    const own = await api.send('get /v1/tasks?role=warehouse', { as: 'warehouse' });
    expect(idsOf(own)).toEqual(['T1', 'T3', 'T5', 'T7']);
    expect(JSON.stringify(own.body)).not.toContain('Minor');
  });

  it('shows the warehouse no sentence of an engineer’s task, which may name amounts', async () => {
    const detail = 'The provider says that it took 4242 CAD (minor units), which was never authorised.';
    const details = JSON.stringify({ invariant: 'I4', detail, next: 'Compare our timeline with the dashboard.' });
    await api.deps.database.query.execute(sql`
      insert into tasks (id, kind, subject, role, details, raised_at)
      values ('D1', 'drift', 'I4/ORD-1-P1', 'engineer', ${details}::jsonb, now())`);
    const read = async (as: 'engineer' | 'warehouse') =>
      JSON.stringify((await api.send('get /v1/tasks?role=engineer', { as })).body);
    expect(await read('engineer')).toContain(detail);
    expect(await read('warehouse')).toContain('I4/ORD-1-P1');
    expect(await read('warehouse')).not.toContain('4242');
  });
});
