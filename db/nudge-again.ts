import { sql } from 'drizzle-orm';

/**
 * Assignments of a claim that tells a process to look: the next time, unless it has looked by then, comes after as long as
 * it was told in vain, 10 s to 10 min. Where it cannot look, each nudge is an event more in a history that has an end.
 */
export const nudgeAgain = sql`
  nudged_since = coalesce(nudged_since, now()),
  nudge_at = now() + greatest(interval '10 seconds', least(interval '10 minutes', now() - coalesce(nudged_since, now())))`;
