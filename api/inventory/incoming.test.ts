import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepStock } from '../../activities/upkeep/sweep-stock.ts';
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
    body: { sku, locationId: 'MTL', quantity: 5, expectedOn: '2036-12-03', ...more },
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
    const first = await announce('SHOW-2', sku, { expectedOn: '2036-12-09' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({ id: 'SHOW-2', sku, locationId: 'MTL', quantity: 5, expectedOn: '2036-12-09' });
    await announce('SHOW-1', sku, { expectedOn: '2036-12-03', quantity: 1 });
    expect(await levels(sku)).toMatchObject([
      {
        ...{ locationId: 'MTL', onHand: 0, availableToPromise: 0 },
        incoming: [
          { id: 'SHOW-1', quantity: 1, expectedOn: '2036-12-03' },
          { id: 'SHOW-2', quantity: 5, expectedOn: '2036-12-09' },
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

const withdraw = (id: string) => api.send(`delete /v1/stock/incoming/${id}`, { as: 'warehouse' });

describe('announced goods that will not come', () => {
  it('are withdrawn, as often as one likes, and expected again when they are announced again', async () => {
    const sku = await product();
    const { body: announced } = await announce('GONE', sku);
    for (const _ of [1, 2]) expect(await withdraw('GONE')).toMatchObject({ status: 200, body: announced });
    expect(await incoming(sku)).toEqual([]);
    expect(codesOf(await receive({ sku, incoming: 'GONE' }))).toEqual([422, 'unknown_incoming /lines/0/incoming']);
    expect((await announce('GONE', sku, { quantity: 2 })).status).toBe(201);
    expect(await incoming(sku)).toMatchObject([{ id: 'GONE', quantity: 2 }]);
  });

  it('were announced, and have not come', async () => {
    const sku = await product();
    expect(refused(await withdraw('NEVER'))).toEqual([404, 'not_found']);
    await announce('CAME', sku);
    await receive({ sku, incoming: 'CAME' });
    expect(refused(await withdraw('CAME'))).toEqual([409, 'incoming_on_shelf']);
    expect(await levels(sku)).toMatchObject([{ onHand: 5, incoming: [] }]);
  });

  it('withdrawn and received in one instant are one of both', async () => {
    const sku = await product();
    await announce('EITHER', sku);
    const [withdrawn, received] = await Promise.all([withdraw('EITHER'), receive({ sku, incoming: 'EITHER' })]);
    expect([
      [200, 422],
      [409, 200],
    ]).toContainEqual([withdrawn.status, received.status]);
  });
});

describe('announced goods that did not come on their day', () => {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const late = { expectedOn: inDays(-3) };
  const tasksOf = async (id: string) => [
    ...(await api.deps.database.sql`
      select state, role, details from tasks where kind = 'incoming_overdue' and subject = ${`incoming/${id}`} order by raised_at`),
  ];
  const sweep = () => sweepStock({ database: api.deps.database, nudge: async () => undefined });

  it('are asked for two days later, once, in one task of the warehouse', async () => {
    const sku = await product();
    await announce('LATE', sku, late);
    await announce('NOT-YET', sku, { expectedOn: inDays(-2) });
    await Promise.all([sweep(), sweep()]);
    await sweep();
    const details = { sku, locationId: 'MTL', quantity: 5, ...late };
    expect(await tasksOf('LATE')).toEqual([{ state: 'open', role: 'warehouse', details }]);
    expect(await tasksOf('NOT-YET')).toEqual([]);
  });

  it.each<[string, (id: string, sku: string) => Promise<Answer>]>([
    ['come', (id, sku) => receive({ sku, incoming: id })],
    ['are withdrawn', (id) => withdraw(id)],
    ['are announced for another day', (id, sku) => announce(id, sku, { expectedOn: inDays(1) })],
  ])('are not asked for any more once they %s', async (how, done) => {
    const [sku, id] = [await product(), how.replaceAll(' ', '-')];
    await announce(id, sku, late);
    await sweep();
    expect((await done(id, sku)).status).toBe(200);
    await sweep();
    expect(await tasksOf(id)).toMatchObject([{ state: 'void' }]);
  });

  it('are not asked for again by who has seen to them, until another day has passed', async () => {
    const sku = await product();
    await announce('SEEN', sku, late);
    await sweep();
    const [{ id = '' } = {}] = await api.deps.database.sql`select id from tasks where subject = 'incoming/SEEN'`;
    const body = { outcome: 'The supplier looks for it' };
    expect((await api.send(`post /v1/tasks/${id}/completion`, { as: 'warehouse', body })).status).toBe(200);
    await announce('SEEN', sku, { ...late, quantity: 4 });
    await sweep();
    expect(await tasksOf('SEEN')).toMatchObject([{ state: 'done' }]);
    await announce('SEEN', sku, { expectedOn: inDays(-4) });
    await sweep();
    expect(await tasksOf('SEEN')).toMatchObject([{ state: 'done' }, { state: 'open' }]);
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
