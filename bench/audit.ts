/** What `parcours audit` costs where 10,000 orders and 10,000 other processes are open: statements, time and memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { commandFor } from '../cli/stack/program-command.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { type CommitCounter, startCommitCounter } from '../test/harness/count-commits.ts';
import { startProviders } from '../test/harness/lived-orders.ts';
import { placeOrderRow } from '../test/harness/place-order-row.ts';
import { createProcessDriver } from '../test/harness/process-driver.ts';
import { putStock, seed } from '../test/harness/seed.ts';
import { figure } from './figures.ts';
import { writeIdle } from './idle/open-idle.ts';
import type { Measure } from './measure.ts';
import { mostMemoryMbOf } from './processes.ts';

const lanes = 8;
const skus = ['LAMP', 'DESK', 'CHAIR'] as const;

export const audit: Measure = {
  name: 'audit',
  title: 'parcours audit of the database, over open orders and processes',
  quick: true,
  run: async (stand) => {
    const count = stand.quick ? 60 : 10_000;
    const url = await stand.database('bench_audit');
    const database = openDatabase({ url, poolSize: lanes });
    const outside = await startProviders();
    const counter = await startCommitCounter(url);
    try {
      await seed(database);
      const nothing = await runAudit(counter);
      stand.note(`opening ${count} orders and ${count} processes`);
      await openOrders(database, outside.providers, count);
      await writeIdle(database, count);
      await database.query.execute(sql`analyze`);
      const full = await runAudit(counter);
      return [
        figure('open orders, and as many other processes', '', [count]),
        figure('the whole of it', 's', [full.seconds]),
        figure('… where nothing is open', 's', [nothing.seconds]),
        figure('statements', '', [full.statements]),
        figure('… where nothing is open', '', [nothing.statements]),
        figure('most memory', 'MB', [full.memoryMb]),
        figure('… where nothing is open', 'MB', [nothing.memoryMb]),
      ];
    } finally {
      await counter.close();
      await database.close();
      await outside.close();
    }
  },
};

/** Paid, packed and waiting for the carrier, each with its steps done as its process does them. */
async function openOrders(
  database: Database,
  providers: Awaited<ReturnType<typeof startProviders>>['providers'],
  count: number,
): Promise<void> {
  for (const sku of skus) await putStock(database, sku, 'MTL', count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const sku = skus[next++ % skus.length] ?? 'LAMP';
      const id = await placeOrderRow(database, { lines: [{ sku, quantity: 1 }] });
      const settled = await createProcessDriver(
        { database, ...providers, triedBefore: () => false },
        id,
        Date.now(),
      ).settle();
      if (settled.status !== 'confirmed') throw new Error(`order ${id} is ${settled.status}`);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

type Cost = { readonly seconds: number; readonly statements: number; readonly memoryMb: number };

const answer = z.object({ ok: z.literal(true) });

/** As a program of its own; what it finds must be nothing. */
async function runAudit(counter: CommitCounter): Promise<Cost> {
  const { command, args } = commandFor('cli/parcours.ts');
  const env = { ...process.env, DATABASE_URL: counter.url };
  const before = counter.statements();
  const start = performance.now();
  const child = spawn(command, [...args, 'audit', '--json', '--no-books', '--no-processes'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  let memoryMb = 0;
  const watch = setInterval(() => {
    memoryMb = mostMemoryMbOf(child.pid ?? 0) ?? memoryMb;
  }, 20);
  const said = await text(child.stdout);
  await ended;
  clearInterval(watch);
  const found = answer.safeParse(JSON.parse(said));
  if (!found.success) throw new Error(`the audit found something: ${said.slice(0, 300)}`);
  return { seconds: (performance.now() - start) / 1000, statements: counter.statements() - before, memoryMb };
}
