import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I8: each approval is decided once, by a person who is not its requester, and says who it was. */
export const auditApprovals = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I8', [byRequester, forRequester, withoutDecider, decidedTwice]);

const byRequester: FindingQuery = {
  violations: sql`
    select id as subject, decided_by || ' asked for approval ' || id || ' and decided it.' as detail
    from approvals where decided_by = requester`,
  next: 'Let a supervisor review the order, and find out how the rule was passed by.',
};

const forRequester: FindingQuery = {
  violations: sql`
    select a.id as subject, v.by || ' said yes or no to approval ' || a.id || ' in the place of who asked for it.' as detail
    from approval_votes v join approvals a on a.id = v.approval_id
    where v.stands_for in (a.requester, a.initiator) or v.by in (a.requester, a.initiator)`,
  next: 'Let a supervisor review the order, and find out how the rule was passed by.',
};

const withoutDecider: FindingQuery = {
  violations: sql`
    select id as subject, 'Approval ' || id || ' is ' || state || ', decided by '
      || coalesce(decided_by, 'nobody') || ' at ' || coalesce(decided_at::text, 'no time') || '.' as detail
    from approvals
    where case when state in ('approved', 'rejected') then decided_by is null or decided_at is null
      else decided_by is not null end`,
  next: 'Read the order’s timeline for who decided, and let a supervisor review the order.',
};

const decidedTwice: FindingQuery = {
  violations: sql`
    select data ->> 'approval' as subject,
      'Approval ' || (data ->> 'approval') || ' was closed ' || count(*) || ' times: ' || string_agg(type, ', ' order by seq)
        || '.' as detail
    from events
    where type in ('approval.approved', 'approval.rejected', 'approval.expired', 'approval.void')
    group by aggregate_id, data ->> 'approval' having count(*) > 1`,
  next: 'Let a supervisor review the order: only the first decision counts.',
};
