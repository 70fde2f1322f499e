import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

export type SubmittedRefund = { readonly id: string; readonly orderId: string; readonly paymentRef: string };

/** Refunds that the provider has taken and not ended, as far as we know: a page of them, by their ids. */
export async function submittedRefunds(
  { query }: Pick<Database, 'query'>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<SubmittedRefund[]> {
  const rows = await query.execute<SubmittedRefund>(sql`
    select r.id, r.order_id as "orderId", p.provider_ref as "paymentRef"
    from refunds r join payments p on p.id = r.payment_id
    where r.state = 'submitted' and p.provider_ref is not null and r.id > ${after}
    order by r.id limit ${limit}::int`);
  return [...rows];
}
