import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** Waits for any other change of this order to end, then holds it until the transaction does. False: no such order. */
export async function lockOrder(tx: Tx, orderId: string): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from orders where id = ${orderId} for no key update`);
  return rows.length === 1;
}
