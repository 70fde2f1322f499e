import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '../harness/random.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { askingAgain } from './asking-again.ts';
import { PATIENCE_MS } from './blind-caller.ts';
import { type Engine, startEngine } from './engine.ts';
import { explain } from './explain.ts';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.ts';
import { createLives } from './lives.ts';
import { expectMails } from './mails.ts';
import { startStriking } from './strikes.ts';

/** The gate draws the same strikes each time, as far as processes repeat themselves; `npm run soak` others, and more of them. */
const seed = Number(process.env.FAULT_SEED ?? 24);
/** One of each kind of life of an order, and of the first kinds of its customer's; `npm run soak` lives all of them, of which there are some fifty. */
const ORDERS = Number(process.env.FAULT_ORDERS ?? 21);
/** To live those alone that failed: a pattern of their names. */
const only = new RegExp(process.env.FAULT_LIVES ?? '');
const STRIKES = Math.floor(ORDERS / 2);

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

it('orders live to their end while workers, APIs, Temporal and Postgres are killed or frozen at random; every book agrees', async () => {
  const lives = await createLives(engine, scenario, { sku: 'SOAK', orders: ORDERS, random: seeded(seed + 1), only });
  console.log(`random kills: FAULT_SEED=${seed} FAULT_ORDERS=${ORDERS}`);
  const { struck, finished } = startStriking(
    [
      ...[...engine.workers, ...engine.apis].map((child) => ({ ...child, kill: () => child.end('SIGKILL') })),
      { name: 'temporal', ...engine.temporal },
      { name: 'postgres', ...postgres },
    ],
    { random: seeded(seed), strikes: STRIKES },
  );
  const orders = Array.from({ length: ORDERS }, async (_, index) => {
    // Two new orders for every strike.
    await expect.poll(() => struck.length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(Math.floor(index / 2));
    return lives.live(index).catch(async (error: unknown) => {
      const [id] = /(ORD|CLM|CAS|ENR|ONB|EXT|OPP)-[0-9A-Z]+/.exec(String(error)) ?? [];
      if (id) console.log(`${error}\n${await explain(engine, id)}`);
      throw error;
    });
  });
  const [ids] = await Promise.all([Promise.all(orders), finished]);
  console.log(`struck: ${struck.join(', ')}`);
  await lives.expectBooks(ids);
  const { came, again } = await expectMails(engine, lives.tellings);
  console.log(`mails: ${came} came, ${again} of them again`);
  await expect.poll(() => engine.audit()).toEqual([]);
}, 400_000);
