import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I15: an onboarding ends when all is done and an order delivered, and makes its customer active once. */
export const auditOnboardings = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I15', [endedTooEarly, tasksAndEvents, movedOnce]);

/** Its first order is of its customer, or of somebody who was one with them then. */
const endedTooEarly: FindingQuery = {
  violations: sql`
    select p.id as subject, 'The onboarding is ' || p.status || ', with ' || open.tasks || ' tasks open, activated by '
      || coalesce(o.activated_by, 'no order') || ', ended at ' || coalesce(o.completed_at::text, 'no time') || '.' as detail
    from processes p join onboardings o on o.id = p.id
    cross join lateral (
      select count(*) as tasks from onboarding_tasks t where t.onboarding_id = p.id and t.completed_at is null
    ) open
    where (p.status = 'completed') <> (o.completed_at is not null) or (p.status = 'cancelled') <> (o.cancelled_at is not null)
      or (p.status = 'completed' and (open.tasks > 0 or not exists (
        select 1 from orders d where d.id = o.activated_by and (
          d.customer_id in (select customer_family(customer_now(p.customer_id)))
          or exists (select 1 from customer_merges g where g.undone_at >= o.completed_at and d.customer_id in (g.kept_id, g.absorbed_id)))
      )))`,
  next: 'Read its timeline for who ended it, and let its owner settle what is open.',
};

/** Of those who were erased the events say no more. */
const tasksAndEvents: FindingQuery = {
  violations: sql`
    select t.onboarding_id || '/' || t.task_id as subject, 'The task is ' || case when t.completed_at is null then 'open' else 'done' end
      || ', its last event is ' || coalesce(last.type, 'none') || '.' as detail
    from onboarding_tasks t join processes p on p.id = t.onboarding_id join customers c on c.id = customer_now(p.customer_id)
    left join lateral (
      select e.type from events e where e.aggregate = 'onboarding' and e.aggregate_id = t.onboarding_id and (
        (e.type = 'onboarding.task_completed' and e.data ->> 'task' = t.task_id)
        or (e.type = 'onboarding.task_reopened' and e.data -> 'undone' @> to_jsonb(t.task_id))
      ) order by e.seq desc limit 1
    ) last on true
    where c.lifecycle <> 'erased' and (t.completed_at is not null) <> (coalesce(last.type, '') = 'onboarding.task_completed')`,
  next: 'Believe the events: complete or reopen the task through the API, and look for a writer that went round it.',
};

const movedOnce: FindingQuery = {
  violations: sql`
    select p.id as subject, 'The onboarding is ' || p.status || ' and made its customer active ' || moved.times
      || ' times; they are ' || c.lifecycle || '.' as detail
    from processes p join customers c on c.id = customer_now(p.customer_id)
    cross join lateral (
      select count(*) as times from events e
      where e.aggregate = 'customer' and e.aggregate_id = c.id and e.type = 'customer.active'
        and e.data ->> 'because' = 'onboarding ' || p.id
    ) moved
    where p.kind = 'onboarding' and (
      moved.times > 1 or (moved.times = 1 and p.status <> 'completed')
      or (p.status = 'completed' and c.lifecycle = 'onboarding' and not exists (
        select 1 from processes n where n.kind = 'onboarding' and n.customer_id in (select customer_family(c.id))
          and n.opened_at > p.opened_at
      )))`,
  next: 'Compare the customer’s timeline with the onboarding’s, and correct the lifecycle by the one that happened.',
};
