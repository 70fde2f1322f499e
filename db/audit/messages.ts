import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I17: no message was written to a customer whose stage of life, consent or cap forbade it at that instant. */
export const auditMessages = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I17', [pastTheGuard, wrongLifecycle, withoutConsent, tooMany]);

const next = 'Find out who wrote the message past tellCustomer, and tell the customer’s agent what they were sent.';

/** Which stages allow what: domain/customers/message-guard.ts, as far as SQL has to know it. */
const forbidden = sql`m.lifecycle = 'erased'
  or (m.purpose = 'offer' and m.lifecycle not in ('prospect', 'onboarding', 'active', 'at_risk'))
  or (m.purpose = 'win_back' and m.lifecycle <> 'exited')`;

const pastTheGuard: FindingQuery = {
  violations: sql`
    select m.id as subject, 'The message says nothing of what it was allowed by.' as detail from messages m
    where m.lifecycle is null or m.customer_version is null or m.commercial <> (m.purpose is not null)
      or (m.commercial and m.consents_seen is null)`,
  next,
};

/**
 * The stage that the row keeps forbade it, or is not the one that the customer's own events tell of: where the next step of
 * their life after that version began, or where they are now.
 */
const wrongLifecycle: FindingQuery = {
  violations: sql`
    select m.id as subject, 'The customer was ' || m.lifecycle || ' by the row and ' || was.lifecycle
      || ' by their events when this ' || coalesce(m.purpose, 'message') || ' was written.' as detail
    from messages m join customers c on c.id = m.customer_id
    cross join lateral (select coalesce((
        select e.data ->> 'from' from events e
        where e.aggregate_id = m.customer_id and e.aggregate = 'customer' and e.seq > m.customer_version
          and e.type in ('customer.prospect', 'customer.onboarding', 'customer.active', 'customer.at_risk',
            'customer.exiting', 'customer.exited', 'customer.erased')
        order by e.seq limit 1), c.lifecycle) as lifecycle) was
    where m.lifecycle is not null and m.customer_version is not null and ((${forbidden}) or was.lifecycle <> m.lifecycle)`,
  next,
};

/** Whether the last statement that was there then gave consent: of the customer, and of those who were one with them by these merges. */
const consented = (merges: SQL): SQL => sql`coalesce((
  select k.given from consents k
  where (k.customer_id = m.customer_id or exists (
      select 1 from customer_merges g where g.kept_id = m.customer_id and g.absorbed_id = k.customer_id and ${merges}))
    and k.channel = 'email' and k.id <= m.consents_seen and k.at <= m.created_at
  order by k.at desc, k.given limit 1), false)`;

/** What was said by somebody who was merged later, or had been split off, is no word of theirs. Who was merged in that very instant may count or not. */
const withoutConsent: FindingQuery = {
  violations: sql`
    select m.id as subject, 'No consent by e-mail stood when this ' || m.purpose || ' was written.' as detail
    from messages m
    where m.commercial and m.consents_seen is not null and not ${consented(sql`true`)}
      and not ${consented(sql`g.at <= m.created_at and coalesce(g.undone_at > m.created_at, true)`)}`,
  next,
};

/** Three in 14 days over all processes, whichever was written first. */
const tooMany: FindingQuery = {
  violations: sql`
    select m.id as subject, count(*) || ' commercial messages in the 14 days before it, with it.' as detail
    from messages m join messages o on o.customer_id = m.customer_id and o.commercial and o.state <> 'failed'
      and o.created_at > m.created_at - interval '14 days' and o.created_at <= m.created_at
    where m.commercial and m.state <> 'failed'
    group by m.id having count(*) > 3`,
  next,
};
