import type { Role } from '../../domain/access/roles.ts';
import type { Database } from '../pool.ts';
import type { DueMessage } from './claim-messages.ts';

type Attempt = Pick<DueMessage, 'id' | 'attempts'>;

/** The mail server took it over. True whoever holds the lease by now: a sent message is never queued again. */
export async function recordSent(database: Database, messageId: string): Promise<void> {
  await database.sql`
    update messages set state = 'sent', sent_at = now(), failure = null
    where id = ${messageId} and state <> 'sent'`;
}

/** Tries again after `waitMs`. Changes nothing when another process has taken the message since. */
export async function postpone(database: Database, { id, attempts }: Attempt, waitMs: number, why: string) {
  await database.sql`
    update messages
    set next_attempt_at = now() + ${waitMs}::float8 * interval '1 millisecond', failure = ${why}
    where id = ${id} and attempts = ${attempts} and state = 'queued'`;
}

/** Gives the message up and asks a person with `role` to reach the customer. Same guard as `postpone`. */
export async function giveUp(database: Database, { id, attempts }: Attempt, role: Role, why: string): Promise<void> {
  await database.sql`
    with failed as (
      update messages set state = 'failed', failure = ${why}
      where id = ${id} and attempts = ${attempts} and state = 'queued'
      returning id, template, params, customer_id
    )
    insert into tasks (id, kind, subject, order_id, customer_id, role, details, raised_at)
    select gen_random_uuid()::text, 'message_failed', id, params ->> 'orderId', customer_id, ${role},
      jsonb_build_object('template', template, 'why', ${why}::text), now()
    from failed
    on conflict do nothing`;
}
