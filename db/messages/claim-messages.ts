import type { MessageLocale } from '../../domain/messages/template.ts';
import type { Database } from '../pool.ts';

/** A message this process may send until its lease ends, with all that its text needs. */
export type DueMessage = {
  /** Stable over all attempts: the source of the Message-ID. */
  readonly id: string;
  readonly template: string;
  readonly to: string;
  readonly locale: MessageLocale;
  /** What was told, and what is looked up now unless it was told: customerName, carrier, trackingUrl, caseText. */
  readonly params: Readonly<Record<string, unknown>>;
  /** This attempt, from 1. */
  readonly attempts: number;
};

/**
 * Takes up to `limit` due messages, the longest due first, each for one caller alone: until `leaseMs` have passed nobody
 * else gets it. One statement, its own transaction, so that nothing is locked while mail is sent; it skips rows that
 * another process takes in the same instant, and waits for no lock.
 */
export async function claimMessages(
  database: Database,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<DueMessage[]> {
  return database.sql<DueMessage[]>`
    with due as materialized (
      select id from messages
      where state = 'queued' and next_attempt_at <= now()
      order by next_attempt_at, id
      limit ${limit}
      for update skip locked
    ), claimed as (
      update messages m
      set attempts = m.attempts + 1, next_attempt_at = now() + ${leaseMs}::float8 * interval '1 millisecond'
      from due where m.id = due.id
      returning m.*
    )
    select claimed.id, claimed.template, claimed.attempts, coalesce(p.email, c.email) as to,
      coalesce(p.locale, c.locale) as locale,
      jsonb_build_object(
        'customerName', coalesce(p.name, c.name), 'carrier', s.carrier, 'caseText', cm.body, 'trackingUrl', s.tracking_url
      ) || claimed.params as params
    from claimed
    join customers c on c.id = claimed.customer_id
    left join contacts p on p.customer_id = claimed.customer_id and p.no = claimed.contact_no
    left join shipments s on s.id = claimed.params ->> 'shipmentId'
    left join case_messages cm
      on cm.case_id = claimed.params ->> 'caseId' and cm.no = (claimed.params ->> 'messageNo')::int
    order by claimed.created_at, claimed.id`;
}
