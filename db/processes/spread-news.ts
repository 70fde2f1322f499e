import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/**
 * Lets the onboardings look whose customers have news, and the exits from their settling on: also one that is settled in
 * this instant, whose row is waited for. In one statement with taking the news away: what is not written to a process stays
 * news. Run before `claimNudges`, which then finds them.
 */
export async function spreadNews(database: Pick<Database, 'query'>, limit: number): Promise<void> {
  await database.query.execute(sql`
    with news as (
      delete from customer_news where id in (
        select id from customer_news order by id limit ${limit}::int for update skip locked
      ) returning customer_id
    ), concerned as (
      select p.id from processes p where p.closed_at is null
        and (p.kind = 'onboarding' or (p.kind = 'exit' and p.status in ('settling', 'exporting', 'retention_hold')))
        and p.customer_id in (select customer_family(customer_now(n.customer_id)) from news n)
      order by p.id for no key update
    )
    update processes set nudge_at = now() where id in (select id from concerned)`);
}
