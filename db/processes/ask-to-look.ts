import { sql } from 'drizzle-orm';
import type { Database } from '../pool.ts';

/**
 * These open orders and customer processes, or all of them, are to look at once: the relay of any worker tells them, and
 * starts the workflow of those that have none. Returns the ids of those; a closed or unknown one is left out.
 */
export async function askToLook(
  { query }: Pick<Database, 'query'>,
  which: readonly string[] | 'all',
): Promise<string[]> {
  const meant = which === 'all' ? sql`true` : sql`id = any(${sql.param(which)}::text[])`;
  const rows = await query.execute<{ id: string }>(sql`
    with asked_orders as (
      update orders set nudge_at = now() where status not in ('completed', 'cancelled') and ${meant} returning id
    ), asked_processes as (
      update processes set nudge_at = now() where closed_at is null and ${meant} returning id
    )
    select id from asked_orders union all select id from asked_processes order by id`);
  return rows.map(({ id }) => id);
}
