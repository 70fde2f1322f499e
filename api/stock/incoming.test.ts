import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, startApi, type TestApi } from '../../test/harness/api.ts';
import { addProduct, putStock, seed } from '../../test/harness/seed.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seed(api.deps.database);
});

afterAll(async () => {
  await api?.close();
});

let products = 0;
async function product(): Promise<string> {
  products += 1;
  await addProduct(api.deps.database, `N${products}`, 1000);
  return `N${products}`;
}

const announce = (id: string, sku: string, more: object = {}) =>
  api.send(`put /v1/stock/incoming/${id}`, {
    as: 'warehouse',
    body: { sku, locationId: 'MTL', quantity: 5, expectedOn: '2026-12-03', ...more },
  });
const receive = (...lines: { sku: string; incoming?: string; locationId?: string; quantity?: number }[]) =>
  api.send('post /v1/stock/receipts', {
    as: 'warehouse',
    body: { lines: lines.map((line) => ({ locationId: 'MTL', quantity: 5, ...line })) },
  });
async function levels(sku: string) {
  const { body } = await api.send(`get /v1/stock?sku=${sku}`, { as: 'agent' });
  return body.data as { locationId: string; onHand: number; availableToPromise: number; incoming: object[] }[];
}
const incoming = async (sku: string) => (await levels(sku)).flatMap((level) => level.incoming);
const codesOf = ({ status, body }: Answer) => [
  status,
  ...(body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${code} ${pointer}`),
];
const refused = ({ status, body }: Answer) => [status, body.code];

describe('announced goods', () => {
  it('are shown by date beside the stock, and are available to nobody', async () => {
    const sku = await product();
    await putStock(api.deps.database, sku, 'TOR', 2);
    const first = await announce('SHOW-2', sku, { expectedOn: '2026-12-09' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ id: 'SHOW-2', sku, locationId: 'MTL', quantity: 5, expectedOn: '2026-12-09' });
    await announce('SHOW-1', sku, { expectedOn: '2026-12-03', quantity: 1 });
    expect(await levels(sku)).toMatchObject([
      {
        ...{ locationId: 'MTL', onHand: 0, availableToPromise: 0 },
        incoming: [
          { id: 'SHOW-1', quantity: 1, expectedOn: '2026-12-03' },
          { id: 'SHOW-2', quantity: 5, expectedOn: '2026-12-09' },
        ],
      },
      { locationId: 'TOR', onHand: 2, availableToPromise: 2, incoming: [] },
    ]);
  });

  it('are replaced by a later announcement under the same id', async () => {
    const [sku, other] = [await product(), await product()];
    await announce('MOVE', sku);
    expect((await announce('MOVE', other, { quantity: 7, expectedOn: '2027-01-04' })).status).toBe(200);
    expect(await incoming(sku)).toEqual([]);
    expect(await incoming(other)).toEqual([{ id: 'MOVE', quantity: 7, expectedOn: '2027-01-04' }]);
  });

  it('are goods that exist, at a place that does, on a day of the calendar', async () => {
    expect(codesOf(await announce('BAD', 'NOWHERE', { locationId: 'MOON' }))).toEqual([
      422,
      'unknown_sku /sku',
      'unknown_location /locationId',
    ]);
    expect(codesOf(await announce('BAD', 'SET'))).toEqual([422, 'is_kit /sku']);
    const sku = await product();
    expect(codesOf(await announce('BAD', sku, { expectedOn: '0000-01-01' }))).toEqual([422, 'invalid /expectedOn']);
    for (const expectedOn of ['2026-02-30', 'soon'])
      expect(codesOf(await announce('BAD', sku, { expectedOn }))).toEqual([422, 'wrong_format /expectedOn']);
  });
});

describe('a receipt', () => {
  it('ends what it names, once, and the announcement cannot be changed any more', async () => {
    const sku = await product();
    await announce('ONCE', sku);
    expect((await receive({ sku, incoming: 'ONCE', quantity: 4 })).status).toBe(200);
    expect(await levels(sku)).toMatchObject([{ onHand: 4, incoming: [] }]);
    expect(refused(await receive({ sku, incoming: 'ONCE' }))).toEqual([409, 'incoming_received']);
    expect(refused(await announce('ONCE', sku))).toEqual([409, 'incoming_received']);
    expect(await levels(sku)).toMatchObject([{ onHand: 4, incoming: [] }]);
  });

  it('that names nothing leaves announcements open', async () => {
    const sku = await product();
    await announce('OPEN', sku);
    await receive({ sku });
    expect(await levels(sku)).toMatchObject([{ onHand: 5, incoming: [{ id: 'OPEN' }] }]);
  });

  it('names what was announced for that product and place, each once, or counts nothing in', async () => {
    const [sku, other] = [await product(), await product()];
    await announce('HERE', sku);
    const wrong = await receive(
      { sku, incoming: 'NEVER' },
      { sku: other, incoming: 'HERE' },
      { sku, incoming: 'HERE-2' },
    );
    expect(codesOf(wrong)).toEqual([
      422,
      'unknown_incoming /lines/0/incoming',
      'other_incoming /lines/1/incoming',
      'unknown_incoming /lines/2/incoming',
    ]);
    const elsewhere = await receive({ sku, locationId: 'TOR', incoming: 'HERE' });
    expect(codesOf(elsewhere)).toEqual([422, 'other_incoming /lines/0/incoming']);
    const twice = await receive({ sku, incoming: 'HERE' }, { sku, incoming: 'HERE' });
    expect(codesOf(twice)).toEqual([422, 'invalid /lines/1/incoming']);
    expect(await levels(sku)).toMatchObject([{ onHand: 0, incoming: [{ id: 'HERE' }] }]);
    expect(await levels(other)).toEqual([]);
  });

  it('of ten that name the same in one instant, one counts', async () => {
    const sku = await product();
    await announce('RUSH', sku);
    const answers = await Promise.all(Array.from({ length: 10 }, () => receive({ sku, incoming: 'RUSH' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(409)]);
    expect(await levels(sku)).toMatchObject([{ onHand: 5 }]);
  });
});
