import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** I9: the events of an aggregate count 1, 2, 3 … without gaps, and an order's version is the number of its last one. */
export const auditEvents = (database: Database): Promise<Finding[]> =>
  findRows(database, 'I9', [gaps, versionIsLast, withoutOrder]);

const gaps: FindingQuery = {
  violations: sql`
    select aggregate_id as subject,
      'There are ' || count(*) || ' events, numbered from ' || min(seq) || ' to ' || max(seq) || '.' as detail
    from events group by aggregate_id having min(seq) <> 1 or max(seq) <> count(*)`,
  next: 'Find the missing or repeated events in a backup; whoever reads the stream has missed them too.',
};

const versionIsLast: FindingQuery = {
  violations: sql`
    select o.id as subject,
      'The order’s version is ' || o.version || ', its last event is number ' || coalesce(max(e.seq), 0) || '.' as detail
    from orders o left join events e on e.aggregate_id = o.id
    group by o.id having o.version <> coalesce(max(e.seq), 0)`,
  next: 'Set the version to the last event’s number, and look for a writer that went round changeOrder.',
};

const withoutOrder: FindingQuery = {
  violations: sql`
    select e.aggregate_id as subject, 'There are events of order ' || e.aggregate_id || ', which does not exist.' as detail
    from events e left join orders o on o.id = e.aggregate_id
    where e.aggregate = 'order' and e.seq = 1 and o.id is null`,
  next: 'Restore the order from a backup: its history says that it was placed.',
};
