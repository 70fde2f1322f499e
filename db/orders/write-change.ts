import { mayBeTold } from '../../domain/customers/message-guard.ts';
import type { TemplateName } from '../../domain/messages/templates.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { readCustomerForMessage } from '../customers/move-lifecycle.ts';
import type { NewEvent } from '../events/append-events.ts';
import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

/** Something the customer is told, once per (order, step). */
export type Told = {
  readonly template: TemplateName;
  readonly step: string;
  readonly params: Readonly<Record<string, unknown>>;
};

/** Whoever wrote the change tells the process itself; under load that takes seconds, and telling it twice costs a task. */
const nudgeGraceMs = 15_000;

export type WrittenChange = {
  readonly before: OrderFacts;
  /** As it stands after the change; the version is counted from `before`. */
  readonly order: OrderFacts;
  /** Epoch ms. */
  readonly now: number;
  readonly actor: string;
  readonly recorded: readonly NewEvent[];
  readonly told: readonly Told[];
  /** The new deadline, epoch ms or none; left out, the row keeps its own. */
  readonly waitingUntil?: number | null;
  /** Whether its process must be told to look: from now on, no more, or as before. */
  readonly nudge: 'owed' | 'heeded' | 'as_it_was';
  /** Marks a step as done; its primary key refuses a second one. */
  readonly effect: { readonly key: string; readonly result: unknown } | null;
};

/**
 * Ends a change of an order whose row is locked. Told only to somebody who is still one, read under a lock that any step of
 * their life waits for, and that no other change of them does: an order's row is locked before it. Writes events without gaps, messages, the order's status, version and deadline,
 * and the effect, in one statement. A trigger refuses an illegal move.
 */
export async function writeChange(tx: Tx, change: WrittenChange): Promise<void> {
  const { before, order, now, actor, recorded, told, waitingUntil, nudge, effect } = change;
  if (recorded.length === 0 && told.length === 0 && effect === null && nudge !== 'owed') return;
  const customer = told.length === 0 ? null : await readCustomerForMessage(tx, order.customerId);
  const moved = order.status !== before.status;
  await endChange(
    tx,
    order.id,
    before.version,
    actor,
    JSON.stringify(recorded),
    JSON.stringify(customer !== null && mayBeTold(customer.lifecycle) ? told : []),
    effect?.key ?? null,
    JSON.stringify(effect?.result ?? null),
    order.status,
    recorded.length,
    asInstant(moved ? now : null),
    asInstant(order.deliveredAt),
    waitingUntil !== undefined,
    asInstant(waitingUntil ?? null),
    order.customerId,
    customer?.id ?? null,
    customer?.lifecycle ?? null,
    customer?.version ?? null,
    nudge,
    nudgeGraceMs,
  );
}

const asInstant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const endChange = handWritten<{ notified: unknown }>(`
with recorded as (
  insert into events (aggregate, aggregate_id, customer_id, seq, type, actor, data)
  select 'order', $1::text, $14::text, $2::int + r.no, r.event ->> 'type', $3::text, r.event -> 'data'
  from jsonb_array_elements($4::jsonb) with ordinality r (event, no)
  order by r.no
), told as (
  insert into messages (id, process, step, customer_id, lifecycle, customer_version, template, params, created_at)
  select $1::text || '-' || (t ->> 'step'), 'order/' || $1::text, t ->> 'step', $15::text, $16::text, $17::int,
    t ->> 'template', t -> 'params', now() + no * interval '1 microsecond'
  from jsonb_array_elements($5::jsonb) with ordinality told (t, no)
  on conflict do nothing
  returning 1
), done as (
  insert into effects (key, digest, result) select $6::text, $1::text, $7::jsonb where $6::text is not null
), moved as (
  update orders set
    status = $8::text,
    version = version + $9::int,
    status_since = coalesce($10::timestamptz, status_since),
    delivered_at = case when $10::timestamptz is null then delivered_at else $11::timestamptz end,
    waiting_until = case when $12::boolean then $13::timestamptz else waiting_until end,
    nudge_at = case $18::text
      when 'owed' then now() + $19::int * interval '1 millisecond' when 'as_it_was' then nudge_at end,
    nudged_since = case when $18::text <> 'heeded' then nudged_since end
  where id = $1::text and ($9::int > 0 or $18::text = 'owed' or ($18::text = 'heeded' and nudge_at is not null))
)
select pg_notify('messages_queued', '') as notified
where exists (select from told)
  -- Where others are due already, their hint is on its way: each hint costs the listener a transaction.
  and not exists (
    select from messages m where m.state = 'queued' and m.next_attempt_at between now() - interval '10 seconds' and now()
  )`);
