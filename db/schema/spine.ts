/** What every area stands on: who asked (commands), what was done once (effects), what happened (events), what providers said (inbox). */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    actor: text('actor').notNull(),
    role: text('role').notNull(),
    secretHash: text('secret_hash').notNull().unique(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [
    check('api_keys_role', sql`${t.role} in ('back_office','agent','supervisor','warehouse','engineer','admin')`),
  ],
);

/** Everything anyone asked the engine to do: idempotency store, audit of who asked, and outbox to Temporal in one row. */
export const commands = pgTable(
  'commands',
  {
    id: text('id').primaryKey(),
    caller: text('caller').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    digest: text('digest').notNull(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    actor: text('actor').notNull(),
    role: text('role').notNull(),
    payload: jsonb('payload').notNull(),
    state: text('state').notNull().default('accepted'),
    outcome: jsonb('outcome'),
    acceptedAt: instant('accepted_at').notNull().defaultNow(),
    settledAt: instant('settled_at'),
    deliveries: integer('deliveries').notNull().default(0),
    nextDeliveryAt: instant('next_delivery_at').notNull().default(sql`now() + interval '5 seconds'`),
    /** Settled by a step whose process was not yet seen to have it in its history: Temporal may have died with the task. */
    unheard: boolean('unheard').notNull().default(false),
  },
  (t) => [
    uniqueIndex('commands_idempotency').on(t.caller, t.idempotencyKey),
    index('commands_subject').on(t.subject, t.acceptedAt),
    index('commands_undelivered').on(t.nextDeliveryAt).where(sql`state = 'accepted' or unheard`),
    check(
      'commands_state',
      sql`(${t.state} = 'accepted' and ${t.outcome} is null) or (${t.state} = 'settled' and ${t.outcome} is not null)`,
    ),
  ],
);

/** One row per workflow step that wrote; a second attempt of the step returns `result` and writes nothing. */
export const effects = pgTable('effects', {
  key: text('key').primaryKey(),
  digest: text('digest').notNull(),
  result: jsonb('result').notNull(),
  at: instant('at').notNull().defaultNow(),
});

/** Append-only. `seq` counts without gaps per aggregate, because every writer holds the aggregate's row lock. */
export const events = pgTable(
  'events',
  {
    id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    aggregate: text('aggregate').notNull(),
    aggregateId: text('aggregate_id').notNull(),
    /** Whose timeline it stands on: as it was then, whoever answers for them since. */
    customerId: text('customer_id'),
    seq: integer('seq').notNull(),
    type: text('type').notNull(),
    actor: text('actor').notNull(),
    at: instant('at').notNull().defaultNow(),
    data: jsonb('data').notNull(),
  },
  (t) => [
    uniqueIndex('events_sequence').on(t.aggregateId, t.seq),
    index('events_customer').on(t.customerId, t.at, t.id).where(sql`customer_id is not null`),
  ],
);

/** A provider's event, verified on its raw bytes and stored once. */
export const inbox = pgTable(
  'inbox',
  {
    provider: text('provider').notNull(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    subject: text('subject'),
    payload: jsonb('payload').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.provider, t.eventId] }),
    index('inbox_subject').on(t.subject).where(sql`subject is not null`),
  ],
);
