import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../harness/postgres.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { insist } from './blind-caller.ts';
import { type Engine, startEngine } from './engine.ts';
import { createStories, endings, type Stories } from './stories.ts';

const ORDERS = 20;

let engine: Engine;
let scenario: Scenario;
let stories: Stories;

beforeAll(async () => {
  engine = await startEngine({ database: await createTestDatabase() });
  scenario = createScenario(engine);
  stories = createStories(scenario, engine.place);
}, 120_000);
afterAll(() => engine.close());

it('orders and commands that come in while Temporal is dead are accepted at once, and done once it is back', async () => {
  const sku = await scenario.product('DARK', { MTL: ORDERS });
  const shown = await stories.stock('PACKED');
  const packed = await stories.place(shown);
  await scenario.packed(`${packed}-S1`);

  await engine.temporal.kill();
  const ids = await Promise.all(Array.from({ length: ORDERS }, () => engine.place({ lines: [{ sku, quantity: 1 }] })));
  const handOver = { role: 'warehouse', path: `/v1/shipments/${packed}-S1/hand-over`, body: {}, key: 'dark' } as const;
  const asked = performance.now();
  const early = await engine.api.post(handOver.role, handOver.path, handOver.body, { key: handOver.key, once: true });
  expect(performance.now() - asked).toBeLessThan(9000); // eight seconds are promised
  expect(early).toMatchObject({ status: 202, body: { state: 'accepted' } });
  expect(early.headers.get('retry-after')).not.toBeNull();
  const ready = await fetch(`${engine.api.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([200, { status: 'degraded', database: 'up', temporal: 'down' }]);
  expect(await Promise.all(ids.map(engine.statusOf))).toEqual(ids.map(() => 'received'));

  await engine.temporal.start();
  await Promise.all(ids.map((id) => engine.reaches(id, 'confirmed', 60_000)));
  await Promise.all(ids.map((id) => engine.labelled(`${id}-S1`)));
  expect(await scenario.rows.shelf(sku)).toEqual({ MTL: [ORDERS, ORDERS] });
  for (const id of ids) {
    expect(await scenario.booked(id)).toEqual({ intents: ['requires_capture 1150'], captures: [], refunds: [] });
    expect(await scenario.labels(id)).toEqual(['S1 sold']);
  }
  expect(await insist([engine.api], handOver)).toMatchObject({ status: 200, body: { state: 'settled' } });
  await expect.poll(() => stories.books(packed, shown)).toEqual(endings['handed over']);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 150_000);

it('the same order asked for again under the same key after all that is the same order', async () => {
  const body = orderBody({ lines: [{ sku: await stories.stock('TWICE'), quantity: 1 }] });
  const request = { role: 'back_office', path: '/v1/orders', body, key: 'twice' } as const;
  await engine.temporal.kill();
  const first = await insist([engine.api], request);
  await engine.temporal.start();
  await engine.reaches(first.body.id, 'confirmed', 60_000);
  expect((await insist([engine.api], request)).body).toEqual(first.body);
  await expect.poll(() => stories.books(first.body.id, 'TWICE')).toEqual(endings.placed);
}, 120_000);
