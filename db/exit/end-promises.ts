import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** What was promised to who stayed then: a credit is netted now, and who leaves needs no price and no call. */
export async function endPromises(tx: Tx, customerId: string, now: number): Promise<void> {
  await tx.execute(sql`
    update tasks set state = 'void', closed_at = ${new Date(now).toISOString()}::timestamptz
    where state = 'open' and kind = 'keep_retention_offer' and subject in (
      select exit_id from exit_offers where customer_id in (select customer_family(${customerId})))`);
}
