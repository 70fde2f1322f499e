import { asc, inArray, sql } from 'drizzle-orm';
import { applyCaseEvent, type CaseClocks } from '../../domain/assistance/case-clocks.ts';
import type { CalendarOf } from '../../domain/clock/clock.ts';
import { calendarsOf } from '../assistance/clock-calendars.ts';
import { clockRows } from '../assistance/clock-rows.ts';
import type { Database } from '../pool.ts';
import { caseClocks, caseEvents, cases } from '../schema/assistance.ts';
import { processes } from '../schema/processes.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { byClock, clockDifferences } from './clock-differences.ts';
import type { Finding } from './finding.ts';
import { pagesOf } from './pages.ts';

const casesPerPage = 200;

/** I11: the stored clocks of every case, and its status, are what its events add up to. */
export async function auditCases(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const page of pagesOf((after) => readIds(database, after))) {
    const ids = page.map(({ id }) => id);
    // One snapshot: a case may be changed while it is looked at.
    const found = await inTransaction(database, (tx) => compareCases(tx, ids), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    findings.push(...found.map(({ id, detail }) => ({ invariant: 'I11' as const, subject: id, detail, next })));
  }
  return findings;
}

const next = 'Believe the events: write the clocks anew from them, and look for a writer that went round turnClocks.';

function readIds({ query }: Database, after: string): Promise<{ id: string }[]> {
  return query
    .select({ id: cases.id })
    .from(cases)
    .where(sql`${cases.id} > ${after}`)
    .orderBy(asc(cases.id))
    .limit(casesPerPage);
}

async function compareCases(tx: Tx, ids: readonly string[]): Promise<{ id: string; detail: string }[]> {
  const rows = await tx
    .select()
    .from(caseEvents)
    .where(inArray(caseEvents.caseId, ids))
    .orderBy(asc(caseEvents.caseId), asc(caseEvents.no));
  const clocks = await tx.select().from(caseClocks).where(inArray(caseClocks.caseId, ids));
  const statuses = await tx
    .select({ id: processes.id, status: processes.status })
    .from(processes)
    .where(inArray(processes.id, ids));
  const calendarOf = await calendarsOf(
    tx,
    rows.map(({ event }) => event),
  );
  return ids.flatMap((id) => {
    const events = rows.filter(({ caseId }) => caseId === id).map(({ event }) => event);
    const stored = clocks.filter(({ caseId }) => caseId === id);
    const status = statuses.find((process) => process.id === id)?.status;
    return differencesOf({ id, events, stored, status }, calendarOf).map((detail) => ({ id, detail }));
  });
}

type Stored = {
  readonly id: string;
  readonly events: readonly (typeof caseEvents.$inferSelect)['event'][];
  readonly stored: readonly (typeof caseClocks.$inferSelect)[];
  readonly status: string | undefined;
};

function differencesOf({ id, events, stored, status }: Stored, calendarOf: CalendarOf): string[] {
  const expected = new Map<string, string>();
  let clocks: CaseClocks | null = null;
  for (const event of events) {
    clocks = applyCaseEvent(clocks, event, calendarOf);
    // Of next response the older clocks are answered: each is kept as it was left.
    if (clocks) for (const [name, clock] of byClock(clockRows(id, clocks, calendarOf))) expected.set(name, clock);
  }
  if (clocks === null) return ['The case has no event that opened it.'];
  const says = clocks.status === status ? [] : [`Its status is ${status}; its events say ${clocks.status}.`];
  return [...clockDifferences(expected, byClock(stored)), ...says];
}
