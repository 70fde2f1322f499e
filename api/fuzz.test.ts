/** Whatever is sent to whichever route: an answer of the document, never a 5xx, and never a process that hangs. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../test/harness/api-client.ts';
import { anythingNasty, type Known, nearSchema } from '../test/harness/near-schema.ts';
import { addCustomer, addProduct, putStock } from '../test/harness/seed.ts';
import { startWorld, type World } from '../test/harness/world.ts';
import { createOpenApi } from './openapi.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

const document = JSON.parse(JSON.stringify(createOpenApi(routes)));
/** More of them, or others: `FUZZ_RUNS=500 FUZZ_SEED=$RANDOM npx vitest run api/fuzz.test.ts`. The gate draws the same ones each time. */
const seed = Number(process.env.FUZZ_SEED ?? 23);
const runs = Number(process.env.FUZZ_RUNS ?? 15);
const known: Known = {
  fields: {
    sku: ['LAMP', 'SET', 'CHAIR'],
    locationId: ['MTL', 'TOR'],
    customerId: ['CUS-CARD', 'CUS-ACCOUNT'],
    currency: ['CAD', 'JPY'],
  },
  texts: [
    'QC',
    'CA',
    'CA-QC',
    'H2X 1K4',
    'web',
    'standard',
    'because',
    'Zoé',
    'd'.repeat(64),
    '2026-01-01T00:00:00Z',
    '2026-12-03',
  ],
};

let world: World;
/** One order with a label to hand over, one held, one that waits for an approval. */
let labelled: string;
let ids: string[];

beforeAll(async () => {
  world = await startWorld();
  // Nothing that is sent knows these, so no request takes the two off the shelf or lets the customer leave.
  await addCustomer(world.database, 'CUS-ROCK');
  for (const sku of ['ROCK', 'RARE']) await addProduct(world.database, sku, 1500);
  await putStock(world.database, 'ROCK', 'MTL', 100_000);
  await renew();
});
afterAll(() => world?.close());

/** Requests use orders up: each route meets fresh ones. */
async function renew(): Promise<void> {
  const customerId = 'CUS-ROCK';
  labelled = await world.place({ customerId, lines: [{ sku: 'ROCK', quantity: 3 }] });
  const approval = await world.place({ customerId, lines: [{ sku: 'ROCK', quantity: 4 }], discountBps: 5000 });
  const short = await world.place({ customerId, lines: [{ sku: 'RARE', quantity: 2 }] });
  await world.labelled(`${labelled}-S1`);
  await world.reaches(approval, 'awaiting_approval');
  await world.reaches(short, 'awaiting_decision');
  ids = [labelled, approval, short, `${labelled}-S1`, `${approval}-A1`];
}

const pathOf = (route: Route): fc.Arbitrary<string> => {
  const pool = () => ids.filter((id) => !route.path.includes('/orders/') || !/-[SA]\d$/.test(id));
  const strange = fc.oneof(
    fc.constantFrom('1', 'x', '%00', '..', '😀', "'", '9'.repeat(30)),
    fc.string({ maxLength: 70 }),
  );
  const step = (name: string): fc.Arbitrary<string> => {
    if (name === 'n') return fc.constantFrom('1', '1', '2', '0', '-1', '1.5', '1e9', '9'.repeat(15));
    if (name === 'hold') return fc.constantFrom('manual', 'fraud', 'address', 'strange');
    if (name === 'sku') return fc.constantFrom('NEW-1', 'SET', 'CHAIR', '-', 'a b');
    if (route.path.includes('/locations/')) return fc.constantFrom('NEW', 'NEW', '_', 'é');
    if (route.path.includes('/customers/')) return fc.constantFrom('CUS-CARD', 'CUS-X', '\0');
    return fc.oneof(
      { weight: 6, arbitrary: fc.nat().map((n) => pool()[n % pool().length] ?? 'x') },
      { weight: 1, arbitrary: strange },
    );
  };
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return fc.tuple(...names.map(step)).map((steps) => {
    const rest = [...steps];
    return route.path.replaceAll(/\{\w+\}/g, () => encoded(rest.shift() ?? ''));
  });
};

/** Lone surrogates cannot be written in an address. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString()) || '-';

const queryOf = (route: Route): fc.Arbitrary<string> => {
  const names = [...Object.keys(route.query?.shape ?? {}), 'strange'];
  const entry = fc.tuple(
    fc.constantFrom(...names),
    fc.oneof(fc.constantFrom('LAMP', 'CUS-CARD', '1', '50', 'agent', 'received'), anythingNasty()),
  );
  const some = fc.array(entry, { minLength: 1, maxLength: 3 });
  return fc
    .oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some })
    .map((entries) => entries.map(([name, value]) => `${name}=${encoded(String(JSON.stringify(value)).slice(0, 600))}`))
    .map((entries) => (entries.length === 0 ? '' : `?${entries.join('&')}`));
};

const ifMatch = fc.constantFrom('"1"', '"2"', '"3"', '"4"', '"5"', '"6"', 'W/"4"', '*', '', '"x"', '"99999999999"');

/** The contract has held each answer against the document already. */
/** How often each route gave each kind of answer: fuzz that is always refused at the door proves little. */
const seen = new Map<string, Set<number>>();

function judge({ status, body }: Answer, route: Route): void {
  const name = `${route.method} ${route.path}`;
  seen.set(name, (seen.get(name) ?? new Set()).add(status));
  expect(status, JSON.stringify(body)).toBeLessThan(500);
  // With a worker at hand a command is answered at once; "not answered yet" is a process that hangs.
  if (route.path !== '/v1/orders' || route.method === 'get') expect(status, JSON.stringify(body)).not.toBe(202);
  if (status >= 400) expect(body).toMatchObject({ code: expect.any(String), detail: expect.stringMatching(/\w/) });
}

describe.each(routes.map((route) => ({ route, name: `${route.method} ${route.path}` })))('$name', ({ route, name }) => {
  it('answers anything near its schema with what the document declares, and at once', async () => {
    const schema = document.paths[route.path][route.method].requestBody?.content['application/json'].schema;
    const body = schema ? nearSchema(schema, document.components.schemas, known) : fc.constant(undefined);
    const call = world.api.call;
    await renewIfUsedUp(name);
    await fc.assert(
      fc.asyncProperty(pathOf(route), queryOf(route), body, ifMatch, async (path, query, sent, tag) => {
        const headers: Record<string, string> = route.ifMatch ? { 'if-match': tag } : {};
        judge(await call(route.method.toUpperCase(), 'admin', `${path}${query}`, sent, { headers }), route);
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
  });
});

let usedUp = false;

async function renewIfUsedUp(name: string): Promise<void> {
  if (usedUp) await renew();
  usedUp = name.startsWith('post /v1/orders/') || name.startsWith('post /v1/shipments/');
}

it('got past the door of most routes', () => {
  const further = [...seen.values()].filter((statuses) => [200, 201, 202, 409, 412].some((s) => statuses.has(s)));
  expect(further.length).toBeGreaterThanOrEqual(30);
});

it('leaves every order able to go on: each still answers a command at once', async () => {
  await renew();
  const send = await world.api.post('warehouse', `/v1/shipments/${labelled}-S1/hand-over`, {});
  expect(send).toMatchObject({ status: 200, body: { state: 'settled' } });
  const listed = await world.api.get('admin', '/v1/orders?limit=200');
  const open = (listed.body.data as { id: string; status: string }[]).filter(
    ({ status }) => !['completed', 'cancelled', 'needs_intervention'].includes(status),
  );
  const answers = await Promise.all(
    open.map(({ id }) => world.api.post('agent', `/v1/orders/${id}/holds`, { kind: 'manual', reason: 'still there?' })),
  );
  expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual([]);
}, 120_000);
