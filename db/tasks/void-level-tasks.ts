import { and, eq, inArray } from 'drizzle-orm';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

/** What a level of a clock asked of people is void as soon as that clock has stopped: the clock was answered. */
export async function voidLevelTasks(tx: Tx, subjects: readonly string[], now: number): Promise<void> {
  if (subjects.length === 0) return;
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now), closedBy: 'parcours', outcome: 'answered' })
    .where(and(eq(tasks.kind, 'sla_level'), eq(tasks.state, 'open'), inArray(tasks.subject, [...subjects])));
}
