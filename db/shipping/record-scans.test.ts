import { and, asc, eq, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { foldTracking, type Scan } from '../../domain/shipping/tracking-fold.ts';
import { openTestDatabase } from '../../test/harness/postgres.ts';
import { insertParcel, minute, type Parcel, scan, start } from '../../test/harness/scanned-parcel.ts';
import { seed } from '../../test/harness/seed.ts';
import { changeOrder } from '../orders/change-order.ts';
import type { Database } from '../pool.ts';
import { messages } from '../schema/messages.ts';
import { orderLines } from '../schema/orders.ts';
import { scans, shipments } from '../schema/shipping.ts';
import { events } from '../schema/spine.ts';
import { tasks } from '../schema/tasks.ts';
import { inTransaction } from '../transaction.ts';
import { countEarlyEnd, recordScans } from './record-scans.ts';

let database: Database;
let made = 0;
let orderId: string;
let shipmentId: string;

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
});
afterAll(() => database.close());

beforeEach(() => {
  made += 1;
  orderId = `ORD-${made}`;
  shipmentId = `${orderId}-S1`;
});

const parcel = (state: Parcel) => insertParcel(database, { orderId, shipmentId, state });

const say = (...said: Scan[]) => sayAt(60, ...said);

const sayAt = (atMinute: number, ...said: Scan[]) =>
  inTransaction(database, async (tx) => {
    const options = { orderId, now: start + atMinute * minute, actor: 'carrier', settle: false };
    return (await changeOrder(tx, options, (change) => recordScans(change, shipmentId, said))).value;
  });

/** What the hand-over does to shipment and ledger. */
const handOver = () =>
  inTransaction(database, async (tx) => {
    const options = { orderId, now: start + 60 * minute, actor: 'warehouse', settle: false };
    await changeOrder(tx, options, async (change) => {
      await tx.update(orderLines).set({ reserved: 0, shipped: 3 }).where(eq(orderLines.orderId, orderId));
      await tx.update(shipments).set({ state: 'handed_over' }).where(eq(shipments.id, shipmentId));
      for (const parcel of change.facts.shipments) await countEarlyEnd(change, parcel);
      change.record('shipment.handed_over');
    });
  });

async function shipment() {
  const rows = await database.query.select().from(shipments).where(eq(shipments.id, shipmentId));
  return rows[0];
}

async function ledger() {
  const { shipped, delivered, writtenOff, returned } = orderLines;
  const rows = await database.query
    .select({ shipped, delivered, writtenOff, returned })
    .from(orderLines)
    .where(eq(orderLines.orderId, orderId));
  return rows[0];
}

async function happened(): Promise<string[]> {
  const rows = await database.query
    .select({ type: events.type })
    .from(events)
    .where(eq(events.aggregateId, orderId))
    .orderBy(asc(events.seq));
  return rows.map((row) => row.type);
}

async function told(): Promise<string[]> {
  const rows = await database.query
    .select({ template: messages.template })
    .from(messages)
    .where(eq(messages.process, `order/${orderId}`))
    .orderBy(asc(messages.template));
  return rows.map((row) => row.template);
}

async function openTasks(): Promise<string[]> {
  const rows = await database.query
    .select({ kind: tasks.kind })
    .from(tasks)
    .where(and(eq(tasks.subject, shipmentId), eq(tasks.state, 'open')));
  return rows.map((row) => row.kind);
}

it('counts a delivered parcel once, however often and in whatever order it is said', async () => {
  await parcel('handed_over');
  expect(await say(scan('delivered', 30))).toBe(true);
  expect(await say(scan('in_transit', 10), scan('out_for_delivery', 20), scan('delivered', 30))).toBe(false);
  expect(await say(scan('delivered', 30))).toBe(false);
  expect(await ledger()).toEqual({ shipped: 3, delivered: 3, writtenOff: 0, returned: 0 });
  expect(await shipment()).toMatchObject({
    state: 'ended',
    tracking: 'delivered',
    silentAfter: null,
    nextPollAt: null,
  });
  expect(await happened()).toEqual(['shipment.delivered']);
  expect(await told()).toEqual(['delivered']);
});

it('tells the customer what concerns them', async () => {
  await parcel('handed_over');
  for (const s of [scan('in_transit', 1), scan('exception', 2), scan('out_for_delivery', 3)]) await say(s);
  expect(await told()).toEqual(['out_for_delivery', 'shipment_delayed']);
  expect(await happened()).toEqual(['shipment.in_transit', 'shipment.exception', 'shipment.out_for_delivery']);
});

it('moves units on when a lost parcel turns up, and opens its journey again', async () => {
  await parcel('handed_over');
  await say(scan('lost', 5));
  expect(await ledger()).toMatchObject({ delivered: 0, writtenOff: 3 });
  expect(await told()).toEqual(['shipment_lost']);
  expect(await say(scan('in_transit', 10, { correction: true }))).toBe(true);
  expect(await ledger()).toMatchObject({ delivered: 0, writtenOff: 0 });
  expect(await shipment()).toMatchObject({ state: 'handed_over', tracking: 'in_transit' });
  expect(await say(scan('delivered', 20))).toBe(true);
  expect(await ledger()).toMatchObject({ delivered: 3, writtenOff: 0 });
});

it('keeps a code it does not know, and moves nothing', async () => {
  await parcel('handed_over');
  await say(scan('in_transit', 1));
  await say(scan(null, 2));
  expect(await shipment()).toMatchObject({ tracking: 'in_transit' });
  expect(await database.query.$count(scans, eq(scans.shipmentId, shipmentId))).toBe(2);
  expect(await happened()).toEqual(['shipment.in_transit']);
});

it('asks a person once what a code means that it does not know, however many parcels get it', async () => {
  const asked = async () =>
    (await database.query.select().from(tasks).where(eq(tasks.kind, 'unknown_scan_code'))).filter(
      (task) => task.subject === 'customs_hold:new',
    );
  await parcel('handed_over');
  await say(scan(null, 1, { rawCode: 'customs_hold:new' }), scan('in_transit', 2));
  await say(scan(null, 3, { rawCode: 'customs_hold:new' }));
  made += 1000;
  orderId = `ORD-${made}`;
  shipmentId = `${orderId}-S1`;
  await parcel('voiding');
  await say(scan(null, 1, { rawCode: 'customs_hold:new' }));
  const newest = { shipment: shipmentId, code: 'customs_hold:new' };
  expect(await asked()).toMatchObject([{ state: 'open', role: 'agent', details: newest }]);
});

it('counts failed attempts', async () => {
  await parcel('handed_over');
  await say(scan('attempt_failed', 1), scan('out_for_delivery', 2), scan('attempt_failed', 3));
  expect(await shipment()).toMatchObject({ failedAttempts: 2, tracking: 'attempt_failed' });
});

it('closes the suspicion that a parcel is lost when it speaks again', async () => {
  await parcel('handed_over');
  const task = { id: sql<string>`gen_random_uuid()::text`, kind: 'suspected_lost', subject: shipmentId, orderId };
  await database.query.insert(tasks).values({ ...task, role: 'agent', details: {}, raisedAt: new Date(start) });
  await say(scan('in_transit', 1));
  expect(await openTasks()).toEqual([]);
});

it('lets a scan from the future win for no longer than a minute', async () => {
  await parcel('handed_over');
  await say(scan('exception', 60 * 24 * 365));
  await sayAt(63, scan('in_transit', 62));
  expect(await shipment()).toMatchObject({ tracking: 'in_transit' });
});

it.each(['voiding', 'cancelled'] as const)(
  'raises one task for scans on a %s label and revives nothing',
  async (state) => {
    await parcel(state);
    expect(await say(scan('in_transit', 1))).toBe(false);
    expect(await say(scan('delivered', 2))).toBe(false);
    expect(await openTasks()).toEqual(['scan_on_void_label']);
    expect(await shipment()).toMatchObject({ state, tracking: null });
    expect(await ledger()).toMatchObject({ shipped: 0, delivered: 0 });
    expect(await told()).toEqual([]);
  },
);

it.each(['delivered', 'lost'] as const)(
  'takes %s before the hand-over without counting units that have not left',
  async (status) => {
    await parcel('labelled');
    await say(scan(status, 1));
    expect(await ledger()).toEqual({ shipped: 0, delivered: 0, writtenOff: 0, returned: 0 });
    expect(await shipment()).toMatchObject({ state: 'labelled' });
  },
);

it('counts an end from before the hand-over when the parcel is handed over, and takes it back when it is corrected', async () => {
  await parcel('labelled');
  await say(scan('delivered', 1));
  await handOver();
  expect(await ledger()).toEqual({ shipped: 3, delivered: 3, writtenOff: 0, returned: 0 });
  expect(await shipment()).toMatchObject({ state: 'ended', tracking: 'delivered', silentAfter: null });
  expect(await say(scan('lost', 5, { correction: true }))).toBe(false);
  expect(await ledger()).toEqual({ shipped: 3, delivered: 0, writtenOff: 3, returned: 0 });
  expect(await say(scan('in_transit', 6, { correction: true }))).toBe(true);
  expect(await ledger()).toEqual({ shipped: 3, delivered: 0, writtenOff: 0, returned: 0 });
});

it('leaves a parcel under way that has not ended when it is handed over', async () => {
  await parcel('labelled');
  await say(scan('label_created', 1));
  await handOver();
  expect(await shipment()).toMatchObject({ state: 'handed_over', tracking: 'label_created' });
});

it('folds 10,000 scans in one portion, and once: said again they change nothing', async () => {
  await parcel('handed_over');
  const said = Array.from({ length: 10_000 }, (_, n) =>
    scan((['in_transit', 'exception', 'out_for_delivery', 'attempt_failed'] as const)[n % 4] ?? null, n / 1000),
  );
  const all = [...said, scan('delivered', 20)];
  expect(await say(...all)).toBe(true);
  expect(await database.query.$count(scans, eq(scans.shipmentId, shipmentId))).toBe(10_001);
  expect(await shipment()).toMatchObject({ tracking: 'delivered', failedAttempts: 2500 });
  expect(await say(...all.toReversed())).toBe(false);
  expect(await happened()).toEqual(['shipment.delivered']);
  expect(await ledger()).toMatchObject({ delivered: 3 });
});

const statuses = ['in_transit', 'attempt_failed', 'exception', 'returning', 'delivered', 'lost', null] as const;
const anyScan = fc
  .tuple(fc.constantFrom(...statuses), fc.integer({ min: 0, max: 20 }), fc.boolean())
  .map(([status, at, correction]) => scan(status, at, { correction, id: `${status}-${at}-${correction}` }));

it('ends with the same ledger whatever is said in whatever portions, before or after the hand-over', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyScan, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.nat(6),
      async (portions, handedOverAt) => {
        made += 1;
        orderId = `ORD-${made}`;
        shipmentId = `${orderId}-S1`;
        await parcel('labelled');
        for (const said of portions.slice(0, handedOverAt)) await say(...said);
        await handOver();
        for (const said of portions.slice(handedOverAt)) await say(...said);
        const { status, ended, failedAttempts } = foldTracking(portions.flat());
        expect(await ledger()).toEqual({
          shipped: 3,
          delivered: status === 'delivered' ? 3 : 0,
          writtenOff: status === 'lost' ? 3 : 0,
          returned: 0,
        });
        expect(await shipment()).toMatchObject({
          tracking: status,
          failedAttempts,
          state: ended ? 'ended' : 'handed_over',
        });
      },
    ),
    { numRuns: 40 },
  );
});
