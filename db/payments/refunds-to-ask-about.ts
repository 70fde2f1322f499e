import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

export type RefundToAskAbout = {
  readonly id: string;
  readonly orderId: string;
  readonly paymentRef: string;
  readonly state: 'submitted' | 'settled';
};

/**
 * A page, by their ids, of the refunds that the provider has taken and not ended, as far as we know, and of settled ones that
 * are 1, 3, 7, 14 or 30 days old: a bank may send one back within about a month. Two hours long, so that a round of the hour
 * that did not run leaves none out.
 */
export async function refundsToAskAbout(
  { query }: Pick<Database, 'query'>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<RefundToAskAbout[]> {
  const rows = await query.execute<RefundToAskAbout>(sql`
    select r.id, r.order_id as "orderId", p.provider_ref as "paymentRef", r.state
    from refunds r join payments p on p.id = r.payment_id
    where (r.state = 'submitted' or r.state = 'settled' and exists (
        select 1 from unnest(array[1, 3, 7, 14, 30]) days
        where r.settled_at > now() - interval '1 day' * days - interval '2 hours' and r.settled_at <= now() - interval '1 day' * days
      ))
      and p.provider_ref is not null and r.id > ${after}
    order by r.id limit ${limit}::int`);
  return [...rows];
}
