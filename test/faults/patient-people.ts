import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';

const hour = 3_600_000;
const waits = ['holdDeadlineMs', 'offerDeadlineMs', 'approvalEscalatesMs', 'approvalExpiresMs', 'paymentDeadlineMs'];

/**
 * The policy `demo` gives people a minute, and a part that is away may take longer: orders placed from now on wait an hour
 * for people. What carriers and claim windows take stays seconds.
 */
export async function makePeoplePatient({ query }: Database): Promise<void> {
  const patience = JSON.stringify(Object.fromEntries(waits.map((name) => [name, hour])));
  await query.execute(sql`
    create function wait_longer_for_people() returns trigger language plpgsql
    as 'begin new.policy := new.policy || ${sql.raw(`''${patience}''`)}::jsonb; return new; end'`);
  await query.execute(sql`
    create trigger wait_longer_for_people before insert on orders
    for each row execute function wait_longer_for_people()`);
}
