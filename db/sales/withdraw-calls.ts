import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** Nobody is asked any more to make the calls of this cadence. */
export const withdrawCallsOf = (tx: Tx, enrolmentId: string, now: number): Promise<void> =>
  withdraw(tx, sql`id = ${enrolmentId}`, now);

/**
 * Nor those of any cadence to a customer, or to anybody who is one with them, also where the cadence has ended; with `before`
 * (epoch ms) only of those that had begun by then.
 */
export function withdrawCallsTo(
  tx: Tx,
  { customerId, now, before = now }: { readonly customerId: string; readonly now: number; readonly before?: number },
): Promise<void> {
  const begun = sql`opened_at <= ${new Date(before).toISOString()}::timestamptz`;
  return withdraw(tx, sql`customer_id in (select customer_family(customer_now(${customerId}))) and ${begun}`, now);
}

async function withdraw(tx: Tx, enrolments: SQL, now: number): Promise<void> {
  await tx.execute(sql`
    update tasks set state = 'void', closed_at = ${new Date(now).toISOString()}::timestamptz, closed_by = 'parcours',
      outcome = 'withdrawn'
    where kind = 'call' and state = 'open'
      and process_id in (select id from processes where kind = 'enrolment' and ${enrolments})`);
}
