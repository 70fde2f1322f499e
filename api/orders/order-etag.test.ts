import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeOrder } from '../../db/orders/change-order.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { insertParcel, minute, scan, start } from '../../test/harness/scanned-parcel.ts';
import { seed } from '../../test/harness/seed.ts';

const orderId = 'ORD-SCANNED';
const shipmentId = `${orderId}-S1`;
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
  await insertParcel(api.deps.database, { orderId, shipmentId, state: 'handed_over' });
});
afterAll(() => api?.close());

const say = (atMinute: number, ...said: Scan[]) =>
  inTransaction(api.deps.database, async (tx) => {
    const options = { orderId, now: start + atMinute * minute, actor: 'carrier', settle: false };
    await changeOrder(tx, options, (change) => recordScans(change, shipmentId, said));
  });

const places = [`/v1/orders/${orderId}`, `/v1/shipments/${shipmentId}`];
const read = (place: string, known?: string) =>
  api.send(`get ${place}`, {
    as: 'agent',
    ...(known && { headers: { 'if-none-match': known, 'cache-control': 'max-age=0' } }),
  });

it('is another one for whoever kept the order when the carrier says again what it said, and the version stays', async () => {
  await say(60, scan('attempt_failed', 60));
  const kept = await Promise.all(places.map(async (place) => ({ place, answer: await read(place) })));
  for (const { place, answer } of kept) {
    expect((await read(place, String(answer.headers.get('etag')))).status).toBe(304);
  }
  const version = kept[0]?.answer.body.version;

  await say(90, scan('attempt_failed', 90));
  for (const { place, answer } of kept) {
    const now = await read(place, String(answer.headers.get('etag')));
    expect(now.status).toBe(200);
    expect(now.body).not.toEqual(answer.body);
    expect((await read(place, String(now.headers.get('etag')))).status).toBe(304);
  }
  expect((await read(`/v1/orders/${orderId}`)).body).toMatchObject({ version, shipments: [{ failedAttempts: 2 }] });
});

it('names the version in If-Match, whatever follows its dot', async () => {
  const location = { name: 'Here', country: 'CA', region: 'QC', postalCode: 'H7A' };
  const put = (ifMatch: string) => api.send('put /v1/locations/HERE', { body: location, ifMatch });
  await api.send('put /v1/locations/HERE', { body: location });
  expect((await put('"1.mmg2k0"')).status).toBe(200);
  expect((await put('"1.mmg2k1"')).body.code).toBe('stale_version');
  expect((await put('"2.!"')).body.code).toBe('invalid_request');
});
