import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/** Frees held stock whose lease has passed, at most `limit` rows. Returns the orders it was held for. */
export async function expireLeases(database: Pick<Database, 'query'>, limit: number): Promise<string[]> {
  const rows = await database.query.execute<{ order_id: string }>(
    sql`select order_id from expire_leases(${limit}::int)`,
  );
  return rows.map((row) => row.order_id);
}

/** Orders that hold stock no shipment has taken in, or planned shipments whose stock is gone: their nudge was lost. */
export async function ordersToNudge(database: Pick<Database, 'query'>, limit: number): Promise<string[]> {
  const rows = await database.query.execute<{ order_id: string }>(sql`
    select distinct r.order_id from reservations r
    join orders o on o.id = r.order_id and o.status not in ('completed', 'cancelled')
    where r.state = 'held' and r.shipment_no is null
    union
    select distinct s.order_id from shipments s
    join reservations r on r.order_id = s.order_id and r.shipment_no = s.no and r.state = 'expired'
    where s.state in ('planned', 'labelling', 'labelled')
    limit ${limit}::int`);
  return rows.map((row) => row.order_id);
}
