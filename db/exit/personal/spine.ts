import { type SQL, sql } from 'drizzle-orm';
import {
  family,
  leadsOf,
  ofCustomer,
  ofProcesses,
  ordersOf,
  type PersonalTable,
  perhaps,
  processesOf,
  text,
  withoutTexts,
} from './personal-table.ts';

const ours = { why: 'names a person or a key that works here' };
const internal = { why: 'how we carry a process out, about nobody' };

/** By the ids of the customer, their orders, processes and leads, and of what belongs to these (`ORD-…-S1`, `CLM-…-RET`). */
const about = (column: string, id: SQL): SQL => {
  const whole = sql.raw(column);
  const first = sql`split_part(${whole}, '/', 1)`;
  const owner = sql`substring(${whole} from '^[A-Z]{3}-[0-9A-Z]+')`;
  return sql`(${first} in ${family(id)} or ${first} in ${leadsOf(id)} or ${owner} in ${ordersOf(id)} or ${owner} in ${processesOf(id)})`;
};

/**
 * Answers about leads that show them, which are taken away whole: a preview shows also who was not taken in, and what their
 * source has told otherwise since. By address, number or name, or by the source's own key; read before these are overwritten.
 */
const showsThem = (id: SQL): SQL => sql`
  exists (
    select 1 from (
      select unnest(array[l.id, l.email, l.phone]) as word, l.name from leads l where l.id in ${leadsOf(id)}
      union select unnest(array[c.email, c.phone]), c.name from customers c where c.id in ${family(id)}
      union select unnest(array[c.email, c.phone]), c.name from contacts c where c.customer_id in ${family(id)}
    ) known
    where word <> 'erased@erased.invalid' and position(lower(word) in lower(outcome::text)) > 0
      or name <> 'erased' and position(lower(to_jsonb(name)::text) in lower(outcome::text)) > 0)
  or exists (
    select 1 from leads l where l.id in ${leadsOf(id)} and l.source = subject
      and to_jsonb(l.external_id) in (select jsonb_path_query(outcome, '$.details.body.preview[*].externalId')))`;

/** Tasks about a customer, by any of what names them. */
export const ofTasks = (id: SQL): SQL =>
  sql`customer_id in ${family(id)} or ${about('subject', id)} or order_id in ${ordersOf(id)} or details ->> 'customer' in ${family(id)}`;

/** Who asked for what, what happened, and what people were asked to do. Commands come before leads and tasks: they are found by them. */
export const spineTables: readonly PersonalTable[] = [
  {
    table: 'commands',
    // An answer about a lead shows those who may be the same, and a file is answered as a whole.
    rows: (id) => sql`${about('subject', id)}
      or (kind = 'complete_task' and subject in (select id from tasks where ${ofTasks(id)}))
      or subject in (select source || '/' || external_id from leads where id in ${leadsOf(id)})
      or (kind in ('import_leads', 'store_lead', 'merge_leads', 'unmerge_lead') and (${showsThem(id)}))`,
    kept: ['id', 'kind', 'state', 'accepted_at', 'settled_at'],
    withheld: {
      subject: {
        why: 'stands in what it wrote',
        erased: `case when kind in ('store_lead') then 'erased' else subject end`,
      },
      payload: { why: 'stands in what it wrote, and may tell of other people too', erased: "'{}'" },
      outcome: {
        why: 'the answer to whoever asked',
        // A refusal stays, without texts: it gives nothing. So does the answer to what is possible afterwards.
        erased: `case when outcome is null then null
          when outcome ->> 'result' = 'refused' or kind in ('resolve_claim_work', 'receive_goods', 'inspect_goods') then ${withoutTexts('outcome')}
          else '{"result":"refused","code":"request_erased","details":{}}'::jsonb end`,
      },
      idempotency_key: { why: 'the caller’s number: without it a repeated request would be done again' },
      ...{ caller: ours, digest: internal, actor: ours, role: ours, deliveries: internal, next_delivery_at: internal },
      unheard: internal,
    },
  },
  {
    table: 'events',
    rows: (id) => sql`customer_id in ${family(id)} or ${about('aggregate_id', id)}`,
    kept: ['id', 'aggregate', 'aggregate_id', 'customer_id', 'seq', 'type', 'at'],
    erased: { data: withoutTexts('data') },
    withheld: { actor: ours },
  },
  {
    table: 'inbox',
    rows: (id) => sql`subject is not null and ${about('subject', id)}`,
    kept: ['provider', 'event_id', 'type', 'occurred_at', 'received_at', 'subject'],
    withheld: { payload: { why: 'stands in payments and scans', erased: withoutTexts('payload') } },
  },
  {
    table: 'tasks',
    rows: ofTasks,
    kept: [
      'id',
      'kind',
      'subject',
      'order_id',
      'customer_id',
      'process_id',
      'state',
      'raised_at',
      'due_at',
      'closed_at',
    ],
    erased: { details: withoutTexts('details'), outcome: perhaps('outcome'), evidence: perhaps('evidence') },
    withheld: { role: internal, person: ours, evidence_wanted: internal, closed_by: ours },
  },
  {
    table: 'processes',
    rows: ofCustomer,
    kept: ['id', 'kind', 'customer_id', 'status', 'status_since', 'opened_at', 'closed_at'],
    withheld: {
      opened_by: ours,
      wake_at: internal,
      alarm_at: internal,
      watch_at: internal,
      nudge_at: internal,
      nudged_since: internal,
      version: internal,
    },
  },
  {
    table: 'stuck_work',
    rows: ofProcesses('process_id'),
    kept: ['process_id', 'no', 'work', 'subject', 'raised_at', 'resolution'],
    withheld: {
      ...{ code: internal, resolved_by: ours },
      detail: { why: 'a provider’s words about our own step', erased: text },
      reason: { why: 'what we noted for ourselves', erased: perhaps('reason') },
    },
  },
];
