import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/** Something that happened to one aggregate. `seq` counts from 1 without gaps. `at` is epoch ms. */
export type StoredEvent = {
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly seq: number;
  readonly type: string;
  readonly actor: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
};

/** A reader's place in one aggregate's events: it has seen everything up to `after`. */
export type Follower = { readonly aggregateId: string; readonly after: number };

/** A place in the feed of all events. `transaction` is PostgreSQL's xid8 as text: it outgrows a JavaScript number. */
export type FeedPosition = { readonly transaction: string; readonly id: number };
export type FeedEvent = StoredEvent & { readonly position: FeedPosition };

const shown = sql`e.aggregate, e.aggregate_id as "aggregateId", e.seq, e.type, e.actor,
  (extract(epoch from e.at) * 1000)::bigint as at, e.data`;

/**
 * Events of one aggregate after `after`, in order. Nothing can commit late between them: whoever appends holds the
 * aggregate's row lock, so no cut is needed.
 */
export async function readEvents(
  database: Pick<Database, 'query'>,
  { aggregateId, after }: Follower,
  limit: number,
): Promise<StoredEvent[]> {
  return [
    ...(await database.query.execute<StoredEvent>(sql`
      select ${shown} from events e where e.aggregate_id = ${aggregateId} and e.seq > ${after} order by e.seq limit ${limit}`)),
  ];
}

/** What each of many readers has not seen yet, at most `limit` events each, in one statement: one index probe per reader. */
export async function readNews(
  database: Pick<Database, 'query'>,
  followers: readonly Follower[],
  limit: number,
): Promise<StoredEvent[]> {
  if (followers.length === 0) return [];
  return [
    ...(await database.query.execute<StoredEvent>(sql`
      select e.* from jsonb_to_recordset(${JSON.stringify(followers)}::jsonb) as f("aggregateId" text, after int)
      cross join lateral (select ${shown} from events e
        where e.aggregate_id = f."aggregateId" and e.seq > f.after order by e.seq limit ${limit}) e
      order by "aggregateId", seq`)),
  ];
}

/** Where the feed begins. */
export const feedStart: FeedPosition = { transaction: '0', id: 0 };

/**
 * Events of all aggregates after a place, in an order that never changes. Cut below the oldest transaction that still
 * runs: an event with a smaller id may commit after one with a larger id was read (read by id alone, 559 of 1,200 rows
 * were lost under 8 writers). A transaction that stays open holds the feed up; it loses nothing.
 */
export async function readFeed(
  database: Pick<Database, 'query'>,
  after: FeedPosition,
  limit: number,
): Promise<FeedEvent[]> {
  const rows = await database.query.execute<StoredEvent & { transaction: string; id: number }>(sql`
    select ${shown}, e.transaction::text as transaction, e.id from events e
    where (e.transaction, e.id) > (${after.transaction}::xid8, ${after.id})
      and e.transaction < pg_snapshot_xmin(pg_current_snapshot())
    order by e.transaction, e.id limit ${limit}`);
  return rows.map(({ transaction, id, ...event }) => ({ ...event, position: { transaction, id } }));
}
