import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** What people were asked to look at is settled: that a task was late, that the customer was quiet, or all of it. */
export async function voidTasks(
  tx: Tx,
  {
    onboarding,
    of,
    now,
  }: { readonly onboarding: string; readonly of: 'all' | 'stall' | { task: string }; now: number },
): Promise<void> {
  await tx.execute(sql`
    update tasks set state = 'void', closed_at = ${new Date(now).toISOString()}::timestamptz
    where kind in ('onboarding_overdue', 'onboarding_stalled') and process_id = ${onboarding} and ${about(of)}
      and state = 'open'`);
}

function about(of: Parameters<typeof voidTasks>[1]['of']): SQL {
  if (of === 'all') return sql`true`;
  return of === 'stall' ? sql`kind = 'onboarding_stalled'` : sql`details ->> 'task' = ${of.task}`;
}
