/** I18: a process that sleeps although something is due has no deadline, and nothing else would ever tell of it. */
import { sql } from 'drizzle-orm';
import { dueWork } from '../../domain/orders/due-work.ts';
import { nextStatus } from '../../domain/orders/next-status.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { workNames } from '../../domain/orders/work-names.ts';
import { orderFacts } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';
import { findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';
import { inPages } from './pages.ts';

const ordersPerPage = 200;
/** Tries of an outside call, with their pauses, end well within an hour: then a person is asked, which is an event. */
const quietMs = 3_600_000;
const quiet = sql`${quietMs}::float8 * interval '1 millisecond'`;

const next =
  'Export its history, and read it in Temporal: a task that fails needs a release that can replay it. Where it only waits, "parcours wake" ' +
  'makes it look, and that it had to be told is a bug.';

type Row = { readonly id: string; readonly facts: OrderFacts; readonly since: string };

/** Orders to which nothing has happened for an hour, and something should have. */
export async function auditOverdueOrders(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { id, facts, since } of inPages((after) => readQuiet(database, after))) {
    const overdue = overdueOf(facts, Date.now());
    if (overdue === null) continue;
    findings.push({ invariant: 'I18', subject: id, detail: `${overdue}; nothing has happened since ${since}.`, next });
  }
  return findings;
}

function overdueOf(facts: OrderFacts, now: number): string | null {
  if (facts.screenedAt === null) return 'The order was never screened';
  const [work] = dueWork(facts);
  if (work) return `The order owes ${workNames(work.kind).en} ${work.subject}`;
  const status = nextStatus(facts, now);
  if (status !== facts.status) return `The order is ${facts.status}, and its facts say ${status}`;
  if (facts.waitingUntil === null || facts.waitingUntil > now - quietMs) return null;
  return `The order waited until ${new Date(facts.waitingUntil).toISOString()}`;
}

async function readQuiet({ query }: Database, after: string): Promise<readonly Row[]> {
  return query.execute<Row>(sql`
    select o.id, ${orderFacts} as facts, to_char(last.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
    from orders o
    cross join lateral (
      select at from events where aggregate = 'order' and aggregate_id = o.id order by seq desc limit 1
    ) last
    where o.id > ${after} and o.status not in ('completed', 'cancelled') and last.at < now() - ${quiet}
    order by o.id limit ${ordersPerPage}::int`);
}

/** Processes, orders too, that have been told to look for an hour, or whose instant passed so long ago. */
export const auditOverdueLooks = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I18', [
    {
      violations: sql`
        select id as subject, 'The ' || kind || ' was to look at '
          || to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ', and has not.' as detail
        from (
          select id, kind, coalesce(nudged_since, nudge_at, wake_at) as since from processes
          where nudge_at is not null or wake_at < now() - ${quiet}
          union all
          select id, 'order', coalesce(nudged_since, nudge_at) from orders where nudge_at is not null
        ) told
        where since < now() - ${quiet}`,
      next,
    },
  ]);
