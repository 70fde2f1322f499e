import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pollTracking } from '../../activities/upkeep/poll-tracking.ts';
import { takeIn } from '../../api/webhooks/take-in.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
  await putStock(world.database, 'LAMP', 'MTL', 100);
});
afterEach(async () => expect(await s.rows.misfits()).toEqual([]));
afterAll(() => world.close());

/** An order of one lamp, on its way. */
async function sent(): Promise<string> {
  const id = await world.place();
  await s.send(`${id}-S1`);
  return id;
}

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const parcel = async (id: string, no = 1) => world.shipmentOf(`${id}-S${no}`);

/** Resolves when as many statements are kept as the carrier has made, the label's own included. */
const kept = (id: string, count: number) =>
  expect
    .poll(async () => {
      const rows = await world.database.query.execute<{ n: number }>(
        sql`select count(*)::int as n from scans where shipment_id = ${`${id}-S1`}`,
      );
      return rows[0]?.n;
    })
    .toBe(count);

it('delivered before it was picked up: counted when the warehouse hands it over', async () => {
  const id = await world.place();
  await s.packed(`${id}-S1`);
  await s.scanned(`${id}-S1`, 'delivered');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, reserved: 1 }]);
  expect(await world.statusOf(id)).toBe('confirmed');
  await s.send(`${id}-S1`);
  await world.reaches(id, 'delivered');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1, delivered: 1 }]);
  await expect.poll(() => s.payments(id)).toEqual(['captured']);
});

it('in transit after delivered: the parcel stays delivered, whenever the scan was made', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'delivered', 'delivered', { datetime: ago(60_000) });
  await world.reaches(id, 'delivered');
  await s.scan(`${id}-S1`, 'in_transit', { datetime: ago(120_000) });
  await s.scan(`${id}-S1`, 'in_transit', { datetime: ago(30_000) });
  await kept(id, 4);
  expect(await parcel(id)).toMatchObject({ state: 'ended', tracking: 'delivered' });
  expect(await world.statusOf(id)).toBe('delivered');
});

it.each([
  ['in_transit', 'delivered'],
  ['delivered', 'in_transit'],
])('of %s and %s at one instant the later stage counts', async (first, second) => {
  const id = await sent();
  const datetime = ago(1000);
  await s.scan(`${id}-S1`, first, { datetime });
  await s.scan(`${id}-S1`, second, { datetime });
  await kept(id, 3);
  expect(await parcel(id)).toMatchObject({ state: 'ended', tracking: 'delivered' });
  await world.reaches(id, 'delivered');
});

it('an event from next year keeps no parcel from being delivered today', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'failure', 'exception', { datetime: ago(-365 * 86_400_000) });
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
});

it('a code that nobody knows moves nothing and asks a person', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'in_transit');
  await s.scan(`${id}-S1`, 'held_by_pirates', { status_detail: 'ransom' });
  await expect.poll(() => s.tasks(id)).toEqual(['unknown_scan_code open']);
  expect((await parcel(id))?.tracking).toBe('in_transit');
  const { data } = (await world.api.get('agent', '/v1/tasks?role=agent')).body;
  expect(data).toContainEqual(
    expect.objectContaining({
      subject: 'held_by_pirates:ransom',
      details: { code: 'held_by_pirates:ransom', shipment: `${id}-S1` },
    }),
  );
});

it('one parcel delivered, one lost: the order is over, and each unit stands in its own place', async () => {
  await s.product('HALF1', { MTL: 1 });
  await s.product('HALF2', { TOR: 1 });
  const id = await world.place({ lines: ['HALF1', 'HALF2'].map((sku) => ({ sku, quantity: 1 })) });
  for (const no of [1, 2]) await s.send(`${id}-S${no}`);
  await s.scanned(`${id}-S1`, 'delivered');
  expect(await world.statusOf(id)).toBe('fulfilling');
  await s.scanned(`${id}-S2`, 'failure', 'lost', { status_detail: 'lost' });
  await world.reaches(id, 'delivered');
  const { lines } = (await world.api.get('agent', `/v1/orders/${id}`)).body;
  const places = lines.map((line: { ledger: { delivered: number; writtenOff: number } }) => line.ledger);
  expect(places).toMatchObject([
    { delivered: 1, writtenOff: 0 },
    { delivered: 0, writtenOff: 1 },
  ]);
});

it('an agent corrects what the carrier said: found after all, then lost after all', async () => {
  const id = await sent();
  const correct = (status: string) =>
    s.must('agent', `/v1/shipments/${id}-S1/correction`, { status, reason: 'the customer called' });
  await s.scanned(`${id}-S1`, 'failure', 'lost', { status_detail: 'lost' });
  await world.reaches(id, 'delivered');
  await correct('in_transit');
  await world.reaches(id, 'fulfilling');
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1, delivered: 1 }]);
  await correct('lost');
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1 }]);
  expect(await parcel(id)).toMatchObject({ tracking: 'lost', state: 'ended' });
});

it('a parcel that was claimed as lost and turns up asks a person about its claim', async () => {
  const id = await sent();
  await s.must('agent', `/v1/shipments/${id}-S1/correction`, { status: 'lost', reason: 'the carrier says so' });
  await world.reaches(id, 'delivered');
  const body = { orderId: id, kind: 'lost_parcel', lines: [{ lineNo: 1, units: 1 }], evidence: [] };
  const { body: claim } = await s.ask('back_office', '/v1/claims', body);
  expect(await s.tasks(id)).not.toContain('claimed_parcel_found open');
  await s.must('agent', `/v1/shipments/${id}-S1/correction`, { status: 'delivered', reason: 'at the neighbour’s' });
  expect(await s.tasks(id)).toContain('claimed_parcel_found open');
  const { body: tasks } = await world.api.get('agent', `/v1/tasks?subject=${id}-S1`);
  expect(tasks.data).toMatchObject([{ details: { shipment: `${id}-S1`, claims: [claim.id] } }]);
});

it('webhooks that never came are made up for by asking the carrier, though what it answers for one parcel cannot be kept', async () => {
  const strange = await sent();
  const id = await sent();
  const codes = [await world.trackingCode(`${strange}-S1`), await world.trackingCode(`${id}-S1`)];
  const said = { status: 'delivered' as const, rawCode: 'delivered', message: '', correction: false };
  const track = async (asked: string) => {
    if (!codes.includes(asked)) return { kind: 'done' as const, scans: [] };
    return {
      kind: 'done' as const,
      scans: [{ ...said, id: 'missed', occurredAt: asked === codes[0] ? 'no date' : ago(0) }],
    };
  };
  const due = (shipment: string, minutesAgo: number) =>
    world.database.query.execute(
      sql`update shipments set next_poll_at = now() - ${minutesAgo} * interval '1 minute' where id = ${shipment}`,
    );
  const unwatched = await world.database.query.execute(sql`select id from shipments where next_poll_at is null
    and id in (${`${strange}-S1`}, ${`${id}-S1`})`);
  expect([...unwatched]).toEqual([]); // since the hand-over, whether the carrier says anything or not
  await due(`${strange}-S1`, 2);
  await due(`${id}-S1`, 1);
  const nudge = (orderId: string) => world.env.client.workflow.getHandle(`order/${orderId}`).signal('nudge');
  const deps = { database: world.database, carrier: { ...world.providers.carrier, track }, nudge };
  await expect(pollTracking(deps)).rejects.toThrow();
  await world.reaches(id, 'delivered');
  expect(await pollTracking(deps)).toEqual({ polled: 0 });
});

it('delivered while nobody could tell the process: the relay tells it until it has looked, and once it has no more', async () => {
  const id = await sent();
  const scan = {
    occurredAt: ago(0),
    status: 'delivered',
    rawCode: 'delivered',
    message: '',
    correction: false,
  } as const;
  const event = { provider: 'easypost', id: `untold/${id}`, type: 'tracker', occurredAt: ago(0), payload: {} } as const;
  const taken = await takeIn(
    { database: world.database, processes: { nudge: async () => {} } },
    {
      event,
      find: async () => ({ id: `${id}-S1`, orderId: id }),
      apply: (change, shipment) => recordScans(change, shipment, [{ ...scan, id: event.id }]),
    },
  );
  expect(taken).toBe('taken');
  await world.database.query.execute(
    sql`update orders set nudge_at = nudge_at - interval '15 seconds' where id = ${id}`,
  );
  // Sooner than the parcel's own silence would.
  await world.reaches(id, 'delivered', 10_000);
  const nudges = await world.database.query.execute(sql`select id from orders where nudge_at is not null`);
  expect([...nudges]).toEqual([]);
});

it('nobody picks it up: the parcel travels back, and is received', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'available_for_pickup');
  await s.scanned(`${id}-S1`, 'return_to_sender', 'returning');
  await s.must('warehouse', `/v1/shipments/${id}-S1/returns`, {
    lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    then: 'refund',
    reason: 'not picked up',
  });
  await world.reaches(id, 'delivered');
  await s.scan(`${id}-S1`, 'delivered'); // to our own door
  await kept(id, 5);
  expect(await parcel(id)).toMatchObject({ state: 'ended', tracking: 'returned' });
  await expect.poll(async () => (await s.booked(id)).refunds).toEqual(['succeeded 2298']);
});

it('failed attempts are counted, and the parcel arrives in the end', async () => {
  const id = await sent();
  for (const day of [3, 2, 1]) {
    const datetime = ago(day * 86_400_000);
    await s.scan(`${id}-S1`, 'failure', { status_detail: 'delivery_exception', datetime });
  }
  await kept(id, 4);
  expect(await parcel(id)).toMatchObject({ tracking: 'attempt_failed', failedAttempts: 3 });
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
});

it('a scan on a voided label asks a person and revives nothing', async () => {
  const id = await world.place();
  await s.packed(`${id}-S1`);
  await s.cancel(id);
  await world.reaches(id, 'cancelled');
  await s.scan(`${id}-S1`, 'in_transit');
  await expect.poll(() => s.tasks(id)).toEqual(['scan_on_void_label open']);
  expect(await world.statusOf(id)).toBe('cancelled');
});

// From here on the process's clock runs ahead of the carrier's.

it('a carrier that says nothing is suspected to have lost the parcel, until it speaks', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'in_transit');
  await world.env.sleep('31 seconds');
  await expect.poll(() => s.tasks(id)).toEqual(['suspected_lost open']);
  expect(await world.statusOf(id)).toBe('fulfilling');
  await s.scanned(`${id}-S1`, 'out_for_delivery');
  expect(await s.tasks(id)).toEqual(['suspected_lost void']);
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
});

it('a promise that cannot be kept any more is told to the customer once', async () => {
  const id = await sent();
  await s.scanned(`${id}-S1`, 'in_transit');
  await world.env.sleep('121 seconds');
  await expect.poll(() => s.told(id)).toContain('shipment_delayed');
  await s.scanned(`${id}-S1`, 'failure', 'exception');
  await world.env.sleep('121 seconds');
  await s.scanned(`${id}-S1`, 'delivered');
  await world.reaches(id, 'delivered');
  expect((await s.told(id)).filter((template) => template === 'shipment_delayed')).toHaveLength(1);
});

it('a label that waits too long on the shelf asks the warehouse', async () => {
  const id = await world.place();
  await s.packed(`${id}-S1`);
  await world.env.sleep('61 seconds');
  await expect.poll(() => s.tasks(id)).toEqual(['hand_over_overdue open']);
  expect(await world.statusOf(id)).toBe('confirmed');
});

it('the carrier is asked about each parcel on its way, and about no other', async () => {
  const wrong = await world.database.query.execute(
    sql`select id, state from shipments where (next_poll_at is not null) <> (state = 'handed_over')`,
  );
  expect([...wrong]).toEqual([]);
});

it('leaves books that agree with the providers’', async () => {
  expect(await world.audit()).toEqual([]);
});
