import { asc, eq, sql } from 'drizzle-orm';
import { applyCaseEvent, type CaseClocks } from '../../domain/assistance/case-clocks.ts';
import { calendarsOf } from '../assistance/clock-calendars.ts';
import { clockRows } from '../assistance/clock-rows.ts';
import type { Database } from '../pool.ts';
import { caseClocks, caseEvents, cases } from '../schema/assistance.ts';
import { processes } from '../schema/processes.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { byClock, clockDifferences } from './clock-differences.ts';
import type { Finding } from './finding.ts';
import { inPages } from './pages.ts';

const casesPerPage = 200;

/** I11: the stored clocks of every case, and its status, are what its events add up to. */
export async function auditCases(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { id } of inPages((after) => readIds(database, after))) {
    // One snapshot: a case may be changed while it is looked at.
    const details = await inTransaction(database, (tx) => compareCase(tx, id), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    findings.push(...details.map((detail) => ({ invariant: 'I11' as const, subject: id, detail, next })));
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

async function compareCase(tx: Tx, id: string): Promise<string[]> {
  const rows = await tx.select().from(caseEvents).where(eq(caseEvents.caseId, id)).orderBy(asc(caseEvents.no));
  const events = rows.map(({ event }) => event);
  const calendarOf = await calendarsOf(tx, events);
  const expected = new Map<string, string>();
  let clocks: CaseClocks | null = null;
  for (const event of events) {
    clocks = applyCaseEvent(clocks, event, calendarOf);
    // Of next response the older clocks are answered: each is kept as it was left.
    if (clocks) for (const [name, clock] of byClock(clockRows(id, clocks, calendarOf))) expected.set(name, clock);
  }
  if (clocks === null) return ['The case has no event that opened it.'];
  const stored = await tx.select().from(caseClocks).where(eq(caseClocks.caseId, id));
  return [...clockDifferences(expected, byClock(stored)), ...(await statusDiffers(tx, id, clocks))];
}

async function statusDiffers(tx: Tx, id: string, { status }: CaseClocks): Promise<string[]> {
  const [row] = await tx.select({ status: processes.status }).from(processes).where(eq(processes.id, id));
  return row?.status === status ? [] : [`Its status is ${row?.status}; its events say ${status}.`];
}
