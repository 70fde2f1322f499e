import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';
import { type FindingQuery, findRows } from './find-rows.ts';
import type { Finding } from './finding.ts';

/** The relay tries for ever, at most a minute apart: older than this, something is broken. */
const settledWithinMs = 15 * 60_000;

/** I6: every command accepted more than `withinMs` ago has its answer, an effect or a refusal, and its process knows it. */
export const auditCommands = (database: Database, withinMs = settledWithinMs): Promise<Finding[]> =>
  findRows(database, 'I6', [unsettled(withinMs), untold(withinMs), unanswered]);

const unsettled = (withinMs: number): FindingQuery => ({
  violations: sql`
    select id as subject,
      'Command ' || kind || ' for ' || subject || ' was accepted at '
        || to_char(accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' and is not settled after '
        || deliveries || ' deliveries.' as detail
    from commands
    where state = 'accepted' and accepted_at < now() - ${withinMs}::float8 * interval '1 millisecond'`,
  next: 'See that a worker and its relay run; then read the order’s workflow in Temporal for a failing task.',
});

const untold = (withinMs: number): FindingQuery => ({
  violations: sql`
    select id as subject,
      'Command ' || kind || ' for ' || subject || ' is settled, and its process has not heard of it after '
        || deliveries || ' deliveries.' as detail
    from commands where unheard and settled_at < now() - ${withinMs}::float8 * interval '1 millisecond'`,
  next: 'See that a worker and its relay run; then read the order’s workflow in Temporal for a failing task.',
});

const unanswered: FindingQuery = {
  violations: sql`
    select id as subject, 'Command ' || kind || ' for ' || subject || ' is settled without an outcome.' as detail
    from commands where state = 'settled' and outcome ->> 'result' is null`,
  next: 'Read the events of its subject, and write down the outcome they show.',
};
