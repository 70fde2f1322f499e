import { sql } from 'drizzle-orm';
import type { TellingRefusal } from '../../domain/customers/message-guard.ts';
import type { Tx } from '../transaction.ts';

/**
 * What is commercial and waits to be sent to a customer, or to anybody who is one with them, is not sent any more: they said
 * so since it was written. What is being settled in this instant is passed by, and waits for nobody here.
 */
export async function withholdCommercial(tx: Tx, customerId: string, why: TellingRefusal): Promise<void> {
  await tx.execute(sql`
    update messages set state = 'failed', failure = ${`withheld: ${why}`}
    where id in (
      select id from messages where commercial and state = 'queued'
        and customer_id in (select customer_family(customer_now(${customerId}))) for update skip locked)`);
}
