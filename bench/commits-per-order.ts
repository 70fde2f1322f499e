/** Commits of the database per order, reads of their own included, minus what the same processes do when nothing happens. */
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';
import { urlOf } from '../test/harness/administer-database.ts';
import { schedules } from '../workflows/upkeep/schedules.ts';
import { figure } from './figures.ts';
import type { Measure } from './measure.ts';
import type { BenchStack } from './stack.ts';

const orders = 20;
const auditDrift = schedules.find(({ workflow }) => workflow === 'auditDrift')?.id ?? '';
/** A backend tells its counters at the latest so long after it became idle (PGSTAT_IDLE_INTERVAL), and then some. */
const untilToldMs = 11_500;

export const commitsPerOrder: Measure = {
  name: 'commits-per-order',
  title: `database commits per order, ${orders} orders of 3 lines`,
  quick: false,
  run: async (stand) => {
    const stack = await stand.stack();
    // Dozens of statements once a minute, which one order may not be charged with by chance.
    await stack.temporal.schedule.getHandle(auditDrift).pause();
    await toCompleted(stack); // a connection that opens is a commit too
    await pause(untilToldMs);
    const idle = (await commitsDuring(stack, () => pause(15_000))) / ((15_000 + untilToldMs) / 1000);
    const completedAt = performance.now();
    const completed = await commitsDuring(stack, () => toCompleted(stack));
    const completedBackground = idle * secondsSince(completedAt);
    const confirmedAt = performance.now();
    let background = 0;
    const confirmed = await commitsDuring(stack, async () => {
      await toConfirmed(stack);
      background = idle * secondsSince(confirmedAt); // nothing runs in the background any more
    });
    await stack.restart('worker');
    return [
      figure('commits a second when idle (subtracted)', '/s', [idle]),
      figure('from POST to confirmed', '', [(confirmed - background) / orders], { atMost: 8 }),
      figure('from POST to completed', '', [(completed - completedBackground) / orders], { atMost: 16 }),
    ];
  },
};

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

async function commitsDuring({ databaseUrl }: BenchStack, work: () => Promise<unknown>): Promise<number> {
  // From another database: reading must not count.
  const sql = postgres(urlOf(databaseUrl, 'postgres'), { max: 1, fetch_types: false });
  const read = async () => {
    const [row] = await sql<{ commits: number }[]>`
      select xact_commit::float8 as commits from pg_stat_database where datname = ${new URL(databaseUrl).pathname.slice(1)}`;
    return row?.commits ?? Number.NaN;
  };
  try {
    const before = await read();
    await work();
    await pause(untilToldMs);
    return (await read()) - before;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function toCompleted(stack: BenchStack): Promise<void> {
  const ids = await placeAll(stack);
  await Promise.all(ids.map((id) => stack.handOver(id)));
  await stack.reach(ids, 'completed');
}

/** The label comes at once after the confirmation; a carrier that does not answer and a worker that ends keep it out. */
async function toConfirmed(stack: BenchStack): Promise<void> {
  const carrier = stack.pid('easypost');
  process.kill(carrier, 'SIGSTOP');
  try {
    await stack.reach(await placeAll(stack), 'confirmed');
    await pause(1000); // the mail that tells of it is sent
    await stack.kill('worker', 'SIGKILL');
  } finally {
    process.kill(carrier, 'SIGCONT');
  }
}

/** All at once: they must be confirmed before the worker gives the silent carrier up. */
function placeAll(stack: BenchStack): Promise<string[]> {
  return Promise.all(Array.from({ length: orders }, () => stack.place(['LAMP', 'DESK', 'CHAIR'])));
}
