/** Opportunities, enrolments and cases that have nothing to do for hours, written as the API writes them. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { createProcessWorkflows, type ProcessRef } from '../../api/processes/process-workflows.ts';
import { configSchema } from '../../config.ts';
import type { Database } from '../../db/pool.ts';
import { publishCadence } from '../../db/sales/cadences.ts';
import { calendarKey } from '../../db/staff/calendars.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openCaseIn, publishDesk } from '../../test/harness/live-case.ts';
import { enrolIn, openDealIn } from '../../test/harness/live-deal.ts';
import type { BenchStack } from '../stack.ts';

export type Idle = ProcessRef & { readonly kind: 'opportunity' | 'enrolment' | 'case' };

type Desk = Awaited<ReturnType<typeof publishDesk>>;
type Opening = { readonly count: number; readonly note: (text: string) => void };

const dayMs = 86_400_000;
/** Customers of one transaction. The relay nudges again whoever did not look within 10 s: a worker gets no more at once than it looks at. */
const together = 20;
const lanes = 4;
const patienceMs = 120_000;

/**
 * A third of each, for customers of their own, each with its workflow that has looked and set its timer. Told in lots: the
 * next is written when the one before waits.
 */
export async function openIdle({ database, temporal, env }: BenchStack, { count, note }: Opening): Promise<Idle[]> {
  const desk = await prepare(database, Math.ceil(count / 3));
  const { wake } = createProcessWorkflows(temporal, configSchema.shape.TASK_QUEUE.parse(env.TASK_QUEUE));
  const lots = lotsOf(Math.ceil(count / 3));
  const found: Idle[] = [];
  const write = oneAtATime((lot: readonly number[]) => openLot(database, desk, lot));
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let lot = lots.shift(); lot; lot = lots.shift()) {
        const opened = await write(lot);
        await Promise.all(opened.map(wake));
        await waitFor(database, opened);
        found.push(...opened);
        if (found.length % 1200 < opened.length) note(`${found.length} of ${count} wait`);
      }
    }),
  );
  return found;
}

/** The rows alone, a third of each, of processes that no workflow has begun. */
export async function writeIdle(database: Database, count: number): Promise<void> {
  const desk = await prepare(database, Math.ceil(count / 3));
  for (const lot of lotsOf(Math.ceil(count / 3))) await openLot(database, desk, lot);
}

/** Whoever opens a case waits for who is choosing an owner in the same team: lots would wait for each other in the database. */
function oneAtATime<In, Out>(work: (given: In) => Promise<Out>): (given: In) => Promise<Out> {
  let before: Promise<unknown> = Promise.resolve();
  return (given) => {
    const mine = before.then(() => work(given));
    before = mine.catch(() => undefined);
    return mine;
  };
}

async function prepare(database: Database, customers: number): Promise<Desk> {
  const desk = await publishDesk(database);
  const step = { delayMs: dayMs, channel: 'email' as const, template: 'cadence_intro' as const, stopIf: [] };
  await inTransaction(database, (tx) =>
    publishCadence(tx, { id: 'idle', name: 'Idle', steps: [step], calendarId: desk.calendar.id, createdBy: 'bench' }),
  );
  await database.query.execute(sql`insert into customers (id, name, email, locale, lifecycle)
    select 'CUS-IDLE-' || n, 'P', n || '@idle.example.com', 'en', 'prospect' from generate_series(1, ${customers}::int) n`);
  return desk;
}

function lotsOf(customers: number): number[][] {
  const numbers = Array.from({ length: customers }, (_, index) => index + 1);
  return Array.from({ length: Math.ceil(customers / together) }, (_, lot) =>
    numbers.slice(lot * together, (lot + 1) * together),
  );
}

function openLot(database: Database, desk: Desk, numbers: readonly number[]): Promise<Idle[]> {
  const { calendar } = desk;
  const cadence = { cadenceId: 'idle', calendar: calendarKey(calendar), delayMs: dayMs };
  return inTransaction(database, async (tx) => {
    const opened: Idle[] = [];
    for (const no of numbers) {
      const [customerId, now] = [`CUS-IDLE-${no}`, Date.now()];
      opened.push(
        { kind: 'opportunity', customerId, id: await openDealIn(tx, { calendar, customerId, now }) },
        { kind: 'enrolment', customerId, id: await enrolIn(tx, { ...cadence, customerId }) },
        { kind: 'case', customerId, id: await openCaseIn(tx, desk, { customerId, now, byWorkflow: false }) },
      );
    }
    return opened;
  });
}

/** Resolves when the workflow of each has looked and set its timer. */
async function waitFor({ query }: Database, opened: readonly Idle[]): Promise<void> {
  const ids = sql.param(opened.map(({ id }) => id));
  for (const deadline = Date.now() + patienceMs; ; await pause(100)) {
    const [row] = await query.execute<{ n: number }>(
      sql`select count(*)::int as n from processes where id = any(${ids}::text[]) and (nudge_at is not null or alarm_at is null)`,
    );
    if (row?.n === 0) return;
    if (Date.now() > deadline) throw new Error(`${row?.n} of ${opened.length} processes do not wait yet`);
  }
}
