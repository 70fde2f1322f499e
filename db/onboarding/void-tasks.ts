import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';

/** What people were asked to look at is settled: of one task of an onboarding, or of all of it. */
export async function voidTasks(
  tx: Tx,
  { onboarding, task, now }: { readonly onboarding: string; readonly task?: string; readonly now: number },
): Promise<void> {
  const ofTask = task === undefined ? sql.raw('') : sql`and details ->> 'task' = ${task}`;
  await tx.execute(sql`
    update tasks set state = 'void', closed_at = ${new Date(now).toISOString()}::timestamptz
    where kind in ('onboarding_overdue', 'onboarding_stalled') and details ->> 'onboarding' = ${onboarding}
      ${ofTask} and state = 'open'`);
}
