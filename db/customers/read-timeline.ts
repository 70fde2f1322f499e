import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/** One thing that happened around a customer. `at` is epoch ms. */
export type TimelineEntry = {
  /** `order`, `case`, …, `message`, `task`. */
  readonly aggregate: string;
  /** The order, case, customer, message or task it is about. */
  readonly subject: string;
  /** Whose it is: the customer, or one who was merged into them. */
  readonly customerId: string;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** Where it stands: its instant as the database writes it, and what tells two of one instant apart. */
  readonly atText: string;
  readonly key: string;
};

export type TimelinePosition = { readonly at: string; readonly key: string };

export type TimelinePage = {
  readonly position: TimelinePosition | null;
  readonly limit: number;
  readonly newestFirst: boolean;
};

/** A source: where its rows are, and the columns they are found and sorted by. */
type Source = { readonly from: SQL; readonly at: SQL; readonly id: SQL; readonly key: SQL; readonly shown: SQL };

const ofEvents: Source = {
  from: sql`events s`,
  at: sql`s.at`,
  id: sql`s.id`,
  key: sql`'e' || lpad(s.id::text, 20, '0')`,
  shown: sql`s.aggregate, s.aggregate_id as subject, s.type, s.actor, s.data`,
};

const ofMessages: Source = {
  from: sql`messages s`,
  at: sql`s.created_at`,
  id: sql`s.id`,
  key: sql`'m' || s.id`,
  shown: sql`'message' as aggregate, s.id as subject, 'message.told' as type, 'parcours' as actor,
    jsonb_build_object('template', s.template, 'state', s.state, 'process', s.process) as data`,
};

const ofTasks: Source = {
  from: sql`tasks s`,
  at: sql`s.raised_at`,
  id: sql`s.id`,
  key: sql`'t' || s.id`,
  shown: sql`'task' as aggregate, s.id as subject, 'task.raised' as type, 'parcours' as actor,
    jsonb_build_object('kind', s.kind, 'about', s.subject, 'role', s.role, 'state', s.state) as data`,
};

const ofClosedTasks: Source = {
  ...ofTasks,
  at: sql`s.closed_at`,
  key: sql`'u' || s.id`,
  shown: sql`'task' as aggregate, s.id as subject, 'task.closed' as type, coalesce(s.closed_by, 'parcours') as actor,
    jsonb_build_object('kind', s.kind, 'about', s.subject, 'role', s.role, 'state', s.state) as data`,
};

/**
 * Everything that happened around a customer, and around whoever was merged into them, in time order. Each source is read
 * along an index of its own by (customer, instant, id), no further than the page, whatever it holds.
 */
export async function readTimeline(
  { query }: Pick<Database, 'query'>,
  customerId: string,
  page: TimelinePage,
): Promise<TimelineEntry[]> {
  return [...(await query.execute<TimelineEntry>(timelineQuery(customerId, page)))];
}

/** Exported for the test that looks at its plan. */
export function timelineQuery(customerId: string, page: TimelinePage): SQL {
  const direction = sql.raw(page.newestFirst ? 'desc' : 'asc');
  const sources = [ofEvents, ofMessages, ofTasks, ofClosedTasks].map((source) => sql`(${pageOfSource(source, page)})`);
  return sql`
    select entry.aggregate, entry.subject, member.id as "customerId", entry.type, entry.actor, entry.data, entry.key,
      (extract(epoch from entry.at) * 1000)::float8 as at, entry.at::text as "atText"
    from customer_family(${customerId}) as member(id)
    cross join lateral (${sql.join(sources, sql` union all `)}) entry
    order by entry.at ${direction}, entry.key collate "C" ${direction} limit ${page.limit}`;
}

/**
 * Rows of one instant are told apart by their key, and found by their instant: a page begins with the whole instant that the
 * one before ended in, of which the key takes out what was shown.
 */
function pageOfSource({ from, at, id, key, shown }: Source, { position, limit, newestFirst }: TimelinePage): SQL {
  const direction = sql.raw(newestFirst ? 'desc' : 'asc');
  const after =
    position === null
      ? sql`${at} is not null`
      : newestFirst
        ? sql`${at} <= ${position.at}::timestamptz and (${at} < ${position.at}::timestamptz or (${key}) collate "C" < ${position.key})`
        : sql`${at} >= ${position.at}::timestamptz and (${at} > ${position.at}::timestamptz or (${key}) collate "C" > ${position.key})`;
  return sql`select ${shown}, ${at} as at, ${key} as key from ${from}
    where s.customer_id = member.id and ${after} order by ${at} ${direction}, ${id} ${direction} limit ${limit}`;
}
