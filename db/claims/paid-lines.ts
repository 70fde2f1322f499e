import { sql } from 'drizzle-orm';
import type { LineFacts } from '../../domain/orders/order-facts.ts';
import { loadOrderFacts } from '../orders/load-facts.ts';
import type { Tx } from '../transaction.ts';

/** Where the money for an order's lines was taken. */
export type PaidLines = { readonly orderId: string; lineOf(lineNo: number): LineFacts | undefined };

/**
 * Of an order that replaces what was claimed, for nothing, that is the line it replaces, and so on where that was a
 * replacement too; of any other they are its own.
 */
export async function paidLines(tx: Tx, orderId: string): Promise<PaidLines> {
  const [paid] = await tx.execute<{ id: string; no: number | null }>(sql`
    with recursive paid as (
      select ${orderId}::text as id, null::int as no, 0 as steps
      union all
      select c.order_id, r.line_no, paid.steps + 1
      from paid join claim_replacements r on r.order_id = paid.id join claims c on c.id = r.claim_id
    ) select id, no from paid order by steps desc limit 1`);
  const order = await loadOrderFacts(tx, paid?.id ?? orderId);
  return {
    orderId: paid?.id ?? orderId,
    lineOf: (lineNo) => order?.lines.find((line) => line.lineNo === (paid?.no ?? lineNo)),
  };
}
