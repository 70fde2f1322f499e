import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import type { OrderPolicy } from '../../domain/orders/order-policy.ts';

const hour = 3_600_000;

/**
 * The policy `demo` gives people a minute, and a part that is away may take longer: orders placed from now on wait an hour
 * for people, and for a carrier that says nothing: what was said and not heard must not be found by that. Claim windows stay
 * seconds. Exits begun from now on wait for an approval and for an answer to their offer as long.
 */
export async function makePeoplePatient(database: Database): Promise<void> {
  await placeWith(database, {
    ...{ holdDeadlineMs: hour, offerDeadlineMs: hour, paymentDeadlineMs: hour },
    ...{ approvalEscalatesMs: hour, approvalExpiresMs: hour, silenceMs: hour },
  });
  await openWith(database, 'exits', { approvalEscalatesMs: hour, approvalExpiresMs: 2 * hour, offerDayMs: hour });
}

/** Orders placed from now on have this in their policy. */
export const placeWith = (database: Pick<Database, 'query'>, policy: Partial<OrderPolicy>): Promise<void> =>
  openWith(database, 'orders', policy);

async function openWith({ query }: Pick<Database, 'query'>, table: 'orders' | 'exits', policy: object): Promise<void> {
  const literal = sql.raw(`''${JSON.stringify(policy)}''`);
  const change = sql.identifier(`change_policy_of_${table}`);
  await query.execute(sql`
    create or replace function ${change}() returns trigger language plpgsql
    as 'begin new.policy := new.policy || ${literal}::jsonb; return new; end'`);
  await query.execute(sql`
    create or replace trigger change_policy before insert on ${sql.identifier(table)} for each row execute function ${change}()`);
}
