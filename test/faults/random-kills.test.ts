import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pick, seeded, upTo } from '../harness/random.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { askingAgain } from './asking-again.ts';
import { PATIENCE_MS } from './blind-caller.ts';
import { type Engine, startEngine } from './engine.ts';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.ts';
import { createLives } from './lives.ts';

/** The gate draws the same kills each time, as far as processes repeat themselves; `npm run soak` others, and more of them. */
const seed = Number(process.env.FAULT_SEED ?? 24);
const ORDERS = Number(process.env.FAULT_ORDERS ?? 20);
const KILLS = ORDERS / 2;

let postgres: KillablePostgres;
let engine: Engine;
let scenario: Scenario;

beforeAll(async () => {
  postgres = await startKillablePostgres();
  engine = askingAgain(await startEngine({ database: postgres, workers: 2, apis: 2 }));
  scenario = createScenario(engine);
  scenario = { ...askingAgain(scenario), rows: askingAgain(scenario.rows) };
}, 120_000);
afterAll(() => engine.close());

/** Kills processes at random instants, whatever they do; each is started again at once, while the next one dies. */
function startKilling() {
  const random = seeded(seed);
  const children = [...engine.workers, ...engine.apis];
  const targets = [
    ...children.map((child) => ({ name: child.name, kill: () => child.end('SIGKILL'), start: child.start })),
    { name: 'temporal', ...engine.temporal },
    { name: 'postgres', ...postgres },
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

it('orders live to their end while workers, APIs, Temporal and Postgres are killed at random; every book agrees', async () => {
  const lives = await createLives(engine, scenario, { sku: 'SOAK', orders: ORDERS, random: seeded(seed + 1) });
  console.log(`random kills: FAULT_SEED=${seed} FAULT_ORDERS=${ORDERS}`);
  const { struck, finished } = startKilling();
  const orders = Array.from({ length: ORDERS }, async (_, index) => {
    // Two new orders for every kill.
    await expect.poll(() => struck.length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(Math.floor(index / 2));
    return lives.live(index);
  });
  const [ids] = await Promise.all([Promise.all(orders), finished]);
  console.log(`killed: ${struck.join(', ')}`);
  await lives.expectBooks(ids);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 400_000);
