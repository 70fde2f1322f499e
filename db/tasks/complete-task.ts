import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { tasks } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type TaskToComplete = { readonly id: string; readonly role: Role; readonly state: 'open' | 'done' | 'void' };

/** Waits for whoever completes it at the same time; null for an unknown id. */
export async function lockTask(tx: Tx, id: string): Promise<TaskToComplete | null> {
  const rows = await tx
    .select({ id: tasks.id, role: tasks.role, state: tasks.state })
    .from(tasks)
    .where(eq(tasks.id, id))
    .for('update');
  // Written by raiseTask from this very type; the CHECK knows no other state.
  return (rows[0] as TaskToComplete | undefined) ?? null;
}

export async function completeTask(
  tx: Tx,
  { id, actor, outcome }: { readonly id: string; readonly actor: string; readonly outcome: string },
): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'done', closedAt: sql`now()`, closedBy: actor, outcome })
    .where(and(eq(tasks.id, id), eq(tasks.state, 'open')));
}
