import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

export type UndeliveredCommand = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** It has its outcome; only its process may not know. */
  readonly settled: boolean;
};

/**
 * Takes commands that have no answer, or whose process was not seen to know it, at most `limit`, and puts their next turn off (5 s, doubling to a
 * minute). Any number of relays may claim at once: a row goes to one of them.
 */
export async function claimUndelivered(database: Database, limit: number): Promise<UndeliveredCommand[]> {
  return database.query.execute<UndeliveredCommand>(sql`
    update commands set deliveries = deliveries + 1,
      next_delivery_at = now() + least(60, 5 * power(2, least(deliveries, 10))) * interval '1 second'
    where id in (
      select id from commands where (state = 'accepted' or unheard) and next_delivery_at <= now()
      order by next_delivery_at limit ${limit}::int for update skip locked
    )
    returning id, kind, subject, state = 'settled' as settled`);
}
