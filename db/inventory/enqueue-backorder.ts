import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** Puts units of an order's lines, exploded into parts, into the queue for stock. */
export async function enqueueBackorder(
  tx: Tx,
  queued: { orderId: string; lines: readonly { lineNo: number; quantity: number }[] },
): Promise<void> {
  await tx.execute(sql`
    insert into reservations (order_id, line_no, sku, quantity, state, priority, promise_on, created_at)
    select l.order_id, l.line_no, part.sku, q.quantity * part.quantity, 'backordered', o.priority, o.promise_on, o.placed_at
    from jsonb_to_recordset(${JSON.stringify(queued.lines)}::jsonb) as q("lineNo" int, quantity int)
    join order_lines l on l.order_id = ${queued.orderId} and l.line_no = q."lineNo"
    join orders o on o.id = l.order_id,
    jsonb_to_recordset(l.parts) as part(sku text, quantity int)
    where q.quantity > 0`);
}
