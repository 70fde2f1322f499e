import type { Role } from '../../domain/access/roles.ts';
import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';
import type { DueMessage } from './claim-messages.ts';

type Attempt = Pick<DueMessage, 'id' | 'attempts'>;

/** What became of one attempt. */
export type Settlement = Attempt &
  (
    | { readonly state: 'sent' }
    | { readonly state: 'queued'; readonly waitMs: number; readonly failure: string }
    | { readonly state: 'failed'; readonly role: Role; readonly failure: string }
  );

/** The mail server took it over. Holds whoever has the lease by now: a sent message is never queued again. */
export const sent = ({ id, attempts }: Attempt): Settlement => ({ id, attempts, state: 'sent' });

/** Tries again after `waitMs`. Changes nothing when another process has taken the message since. */
export const postponed = ({ id, attempts }: Attempt, waitMs: number, failure: string): Settlement => ({
  id,
  attempts,
  state: 'queued',
  waitMs,
  failure,
});

/** Gives the message up and asks a person with `role` to reach the customer. Same guard as `postponed`. */
export const givenUp = ({ id, attempts }: Attempt, role: Role, failure: string): Settlement => ({
  id,
  attempts,
  state: 'failed',
  role,
  failure,
});

/** Records what became of a batch, in one statement. */
export async function settleMessages(on: Tx, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length > 0) await settle(on, JSON.stringify(settlements));
}

const settle = handWritten(`
with said as (
  select * from jsonb_to_recordset($1::jsonb) s (id text, attempts int, state text, "waitMs" float8, failure text, role text)
), settled as (
  update messages m set
    state = s.state,
    failure = s.failure,
    sent_at = case when s.state = 'sent' then now() end,
    next_attempt_at = case when s.state = 'queued' then now() + s."waitMs" * interval '1 millisecond' else m.next_attempt_at end
  from said s
  where m.id = s.id and case when s.state = 'sent' then m.state <> 'sent' else m.attempts = s.attempts and m.state = 'queued' end
  returning m.id, m.template, m.params, m.customer_id, m.state, m.failure, s.role
)
insert into tasks (id, kind, subject, order_id, customer_id, role, details, raised_at)
select gen_random_uuid()::text, 'message_failed', id, params ->> 'orderId', customer_id, role,
  jsonb_build_object('template', template, 'why', failure), now()
from settled where state = 'failed'
on conflict do nothing`);
