import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../harness/postgres.ts';
import { pick, seeded, upTo } from '../harness/random.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { PATIENCE_MS } from './blind-caller.ts';
import { type Engine, startEngine } from './engine.ts';
import { createLives } from './lives.ts';

const ORDERS = 20;
const STOCK = 2 * ORDERS;
const KILLS = 10;
/** Others: `FAULT_SEED=$RANDOM`. The gate draws the same kills each time, as far as processes repeat themselves. */
const seed = Number(process.env.FAULT_SEED ?? 23);

let engine: Engine;
let scenario: Scenario;

beforeAll(async () => {
  engine = await startEngine({ database: await createTestDatabase(), workers: 2, apis: 2 });
  scenario = createScenario(engine);
}, 120_000);
afterAll(() => engine.close());

/** Kills processes at random instants, whatever they do; each is started again at once, while the next one dies. */
function startKilling() {
  const random = seeded(seed);
  const children = [...engine.workers, ...engine.apis];
  const targets = [
    ...children.map((child) => ({ name: child.name, kill: () => child.end('SIGKILL'), start: child.start })),
    { name: 'temporal', ...engine.temporal },
  ];
  const struck: string[] = [];
  const back = new Map<string, Promise<void>>();

  async function run(): Promise<void> {
    while (struck.length < KILLS) {
      await pause(200 + upTo(random, 600));
      const { name, kill, start } = pick(random, targets);
      await back.get(name);
      struck.push(name);
      back.set(name, kill().then(start));
    }
    await Promise.all(back.values());
  }
  return { struck, finished: run() };
}

it('orders live to their end while workers, APIs and Temporal are killed at random; every book agrees', async () => {
  const sku = await scenario.product('SOAK', { MTL: STOCK });
  const lives = createLives(engine, scenario, { sku, random: seeded(seed + 1) });
  console.log(`random kills: FAULT_SEED=${seed}`);
  const { struck, finished } = startKilling();
  const orders = Array.from({ length: ORDERS }, async (_, index) => {
    // Two new orders for every kill.
    await expect.poll(() => struck.length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(Math.floor(index / 2));
    return lives.live(index);
  });
  const [ids] = await Promise.all([Promise.all(orders), finished]);
  console.log(`killed: ${struck.join(', ')}`);

  for (const [index, id] of ids.entries()) await lives.expectBooks(index, id);
  const gone = ids.reduce((sum, _, index) => sum + lives.goneOf(index), 0);
  await expect.poll(() => scenario.rows.shelf(sku)).toEqual({ MTL: [STOCK - gone, 0] });
  await expect.poll(() => engine.audit()).toEqual([]);
}, 240_000);
