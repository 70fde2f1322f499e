import { asc, eq, inArray, sql } from 'drizzle-orm';
import { applyClockEvent, type CalendarOf, type Clock } from '../../domain/clock/clock.ts';
import { isOpenStage, stageClock } from '../../domain/sales/opportunity.ts';
import { calendarsOf } from '../assistance/clock-calendars.ts';
import type { Database } from '../pool.ts';
import { opportunities, stageLog } from '../schema/pipeline.ts';
import { processes } from '../schema/processes.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import type { Finding } from './finding.ts';
import { pagesOf } from './pages.ts';

const dealsPerPage = 200;

/** I16: a deal stands where its stage log says, with the clock that its log adds up to; touches have no gaps. */
export async function auditDeals(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const page of pagesOf((after) => readIds(database, after))) {
    const ids = page.map(({ id }) => id);
    // One snapshot: a deal may be changed while it is looked at.
    const found = await inTransaction(database, (tx) => compareDeals(tx, ids), {
      isolation: 'repeatable read',
      readOnly: true,
    });
    for (const { id, detail } of found) findings.push({ invariant: 'I16', subject: id, detail, next: believeTheLog });
  }
  return [...findings, ...(await auditTouches(database))];
}

const believeTheLog = 'Believe the stage log: write the deal anew from it, and look for a writer that went round it.';

function readIds({ query }: Database, after: string): Promise<{ id: string }[]> {
  return query
    .select({ id: opportunities.id })
    .from(opportunities)
    .where(sql`${opportunities.id} > ${after}`)
    .orderBy(asc(opportunities.id))
    .limit(dealsPerPage);
}

async function compareDeals(tx: Tx, ids: readonly string[]): Promise<{ id: string; detail: string }[]> {
  const deals = await tx
    .select({ deal: opportunities, status: processes.status })
    .from(opportunities)
    .innerJoin(processes, eq(processes.id, opportunities.id))
    .where(inArray(opportunities.id, ids));
  const logs = await tx
    .select()
    .from(stageLog)
    .where(inArray(stageLog.opportunityId, ids))
    .orderBy(asc(stageLog.opportunityId), asc(stageLog.no));
  const calendarOf = await calendarsOf(
    tx,
    deals.map(({ deal }) => ({ kind: 'stage', calendar: deal.calendar })),
  );
  return ids.flatMap((id) => {
    const row = deals.find(({ deal }) => deal.id === id);
    const log = logs.filter(({ opportunityId }) => opportunityId === id);
    const detail = differenceOf(row, log, calendarOf);
    return detail === null ? [] : [{ id, detail }];
  });
}

type Deal = { readonly deal: typeof opportunities.$inferSelect; readonly status: string };

function differenceOf(
  row: Deal | undefined,
  log: readonly (typeof stageLog.$inferSelect)[],
  calendarOf: CalendarOf,
): string | null {
  const entered = log.findLast(({ kind }) => kind === 'entered');
  if (!row || !entered?.stage) return 'The deal has never entered a stage.';
  const { deal, status } = row;
  if (status !== entered.stage) return `It is ${status}; its stage log says ${entered.stage}.`;
  if (!isOpenStage(entered.stage)) {
    return deal.clock.state === 'stopped' ? null : `It is ${status} and its clock is ${deal.clock.state}.`;
  }
  const calendar = calendarOf(deal.calendar);
  let clock = stageClock(calendar, deal.calendar, entered.stage, entered.at.getTime());
  for (const { kind, at } of log.filter(({ no }) => no > entered.no)) {
    const event = { kind: kind === 'snoozed' ? ('paused' as const) : ('resumed' as const), at: at.getTime() };
    clock = applyClockEvent(clock, event, () => calendar) ?? clock;
  }
  const [is, should] = [shown(deal.clock), shown(clock)];
  return is === should ? null : `Its clock is ${is}; its stage log says ${should}.`;
}

const shown = ({ state, consumedMs, targetMs, changedAt, reachedAt, calendar }: Clock): string =>
  `${state} ${consumedMs}/${targetMs} ms at ${changedAt} on ${calendar}, reached ${reachedAt ?? '-'}`;

async function auditTouches({ query }: Database): Promise<Finding[]> {
  const rows = await query.execute<{ id: string; next: number; made: number }>(sql`
    select e.id, e.next_step as next, count(t.step)::int as made
    from enrolments e left join touches t on t.enrolment_id = e.id and t.step < e.next_step
    group by e.id having count(t.step) <> e.next_step
      or exists (select 1 from touches later where later.enrolment_id = e.id and later.step >= e.next_step)`);
  return rows.map(({ id, next, made }) => ({
    ...{
      invariant: 'I16' as const,
      subject: id,
      next: 'Compare its touches with its events; nothing is to be sent again.',
    },
    detail: `Its next touch is number ${next + 1}, and ${made} of those before it were made.`,
  }));
}
