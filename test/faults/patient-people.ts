import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import type { OrderPolicy } from '../../domain/orders/order-policy.ts';

const hour = 3_600_000;

/**
 * The policy `demo` gives people a minute, and a part that is away may take longer: orders placed from now on wait an hour
 * for people, and for a carrier that says nothing: what was said and not heard must not be found by that. Claim windows stay seconds.
 */
export async function makePeoplePatient(database: Database): Promise<void> {
  await placeWith(database, {
    ...{ holdDeadlineMs: hour, offerDeadlineMs: hour, paymentDeadlineMs: hour },
    ...{ approvalEscalatesMs: hour, approvalExpiresMs: hour, silenceMs: hour },
  });
}

/** Orders placed from now on have this in their policy. */
export async function placeWith({ query }: Pick<Database, 'query'>, policy: Partial<OrderPolicy>): Promise<void> {
  const literal = sql.raw(`''${JSON.stringify(policy)}''`);
  await query.execute(sql`
    create or replace function change_policy() returns trigger language plpgsql
    as 'begin new.policy := new.policy || ${literal}::jsonb; return new; end'`);
  await query.execute(sql`
    create or replace trigger change_policy before insert on orders for each row execute function change_policy()`);
}
