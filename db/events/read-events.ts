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
