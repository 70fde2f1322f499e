import { sql } from 'drizzle-orm';
import { fillQueue, type QueueEntry } from '../../domain/inventory/backorder-queue.ts';
import type { Database } from '../pool.ts';
import { inTransaction, type Tx } from '../transaction.ts';

type Waiting = QueueEntry & { readonly leaseMs: number };

const entriesPerRound = 2000;

/**
 * Gives free stock to orders that wait for it, one location per transaction. Returns the orders that got something: each
 * takes it in when it is nudged. Called after every receipt and by the sweeper; two at once serve nobody twice, because
 * both hold the stock's rows while they decide.
 */
export async function fillBackorders(database: Database, locationId?: string): Promise<string[]> {
  const places = locationId === undefined ? await placesWithBoth(database) : [locationId];
  const filled = new Set<string>();
  for (const place of places) {
    for (const orderId of await inTransaction(database, (tx) => fillAt(tx, place))) filled.add(orderId);
  }
  return [...filled];
}

/** Locations that have free stock of something that somebody waits for. */
async function placesWithBoth({ query }: Database): Promise<string[]> {
  const rows = await query.execute<{ id: string }>(sql`
    select distinct s.location_id as id from stock s
    where s.on_hand - s.reserved - s.safety > 0
      and exists (select 1 from reservations r where r.sku = s.sku and r.state = 'backordered')
    order by 1`);
  return rows.map((row) => row.id);
}

async function fillAt(tx: Tx, locationId: string): Promise<string[]> {
  const free = await tx.execute<{ sku: string; available: number }>(sql`
    select s.sku, s.on_hand - s.reserved - s.safety as available from stock s
    where s.location_id = ${locationId} and s.sku in (select r.sku from reservations r where r.state = 'backordered')
    order by s.sku for no key update of s`);
  const available = new Map(free.filter((row) => row.available > 0).map((row) => [row.sku, row.available]));
  if (available.size === 0) return [];
  const waiting = await loadQueue(tx, available);
  const { grants, passedOver } = fillQueue(available, waiting);
  for (const grant of grants) {
    const entry = waiting.find((w) => w.orderId === grant.orderId && w.lineNo === grant.lineNo);
    for (const part of entry?.parts ?? []) {
      await tx.execute(sql`select fill_backorder(${grant.orderId}, ${grant.lineNo}::int, ${part.sku}, ${locationId},
        ${part.quantity * grant.units}::int, now() + ${entry?.leaseMs ?? 0}::float8 * interval '1 millisecond')`);
    }
  }
  for (const { orderId, lineNo } of passedOver) {
    await tx.execute(sql`update reservations set passed_over = passed_over + 1
      where order_id = ${orderId} and line_no = ${lineNo} and state = 'backordered'`);
  }
  return grants.map((grant) => grant.orderId);
}

/**
 * Who waits for what is there, those served first first, whole units of lines: a line of which one unit cannot be made of it would stand
 * in the way of others. Rows that a cancel holds at this instant are left for later.
 */
async function loadQueue(tx: Tx, available: ReadonlyMap<string, number>): Promise<Waiting[]> {
  const rows = await tx.execute<{ queue: Waiting[] }>(sql`
    with mine as (
      select r.order_id, r.line_no, r.sku, r.quantity, r.priority, r.promise_on, r.created_at, r.passed_over
      from reservations r
      where r.state = 'backordered' and (r.order_id, r.line_no) in (
        select x.order_id, x.line_no from reservations x join order_lines l using (order_id, line_no)
        where x.state = 'backordered' and x.sku = any(${sql.param([...available.keys()])}::text[])
          and not exists (
            select from jsonb_to_recordset(l.parts) as part(sku text, quantity int)
            where part.quantity > coalesce((${JSON.stringify(Object.fromEntries(available))}::jsonb ->> part.sku)::int, 0))
        order by x.priority, x.promise_on, x.created_at limit ${entriesPerRound}::int)
      for update skip locked
    ), lines as (
      select m.order_id, m.line_no, min(m.priority) as priority, min(m.promise_on) as promise_on, min(m.created_at) as created_at,
        max(m.passed_over) as passed_over, jsonb_object_agg(m.sku, m.q) as quantities
      from (select order_id, line_no, sku, sum(quantity) as q, min(priority) as priority, min(promise_on) as promise_on,
              min(created_at) as created_at, max(passed_over) as passed_over from mine group by 1, 2, 3) m
      group by 1, 2
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'orderId', w.order_id, 'lineNo', w.line_no, 'parts', l.parts, 'priority', w.priority, 'passedOver', w.passed_over,
      'promiseOn', (extract(epoch from w.promise_on) * 1000)::bigint, 'createdAt', (extract(epoch from w.created_at) * 1000)::bigint,
      'leaseMs', (o.policy->>'leaseMs')::bigint,
      'units', (select min(coalesce((w.quantities->>part.sku)::int, 0) / part.quantity) from jsonb_to_recordset(l.parts) as part(sku text, quantity int))
    )), '[]') as queue
    from lines w join order_lines l on l.order_id = w.order_id and l.line_no = w.line_no join orders o on o.id = w.order_id
    where o.status not in ('completed', 'cancelled')`);
  return (rows[0]?.queue ?? []).filter((entry) => entry.units > 0);
}
