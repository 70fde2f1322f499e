import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

export type DuePoll = { readonly shipmentId: string; readonly orderId: string; readonly trackingCode: string };

/** Takes parcels whose next look is due and puts their following one off by an hour; each goes to one caller. One that is being written is left to the next round. */
export async function claimPolls(database: Pick<Database, 'query'>, limit: number): Promise<DuePoll[]> {
  const rows = await database.query.execute<{ id: string; order_id: string; tracking_code: string }>(sql`
    update shipments set next_poll_at = now() + interval '1 hour'
    where id in (
      select id from shipments where next_poll_at <= now() and tracking_code is not null
      order by next_poll_at limit ${limit}::int for no key update skip locked
    )
    returning id, order_id, tracking_code`);
  return rows.map((row) => ({ shipmentId: row.id, orderId: row.order_id, trackingCode: row.tracking_code }));
}
