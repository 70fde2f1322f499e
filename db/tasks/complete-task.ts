import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { readCustomerForMessage } from '../customers/move-lifecycle.ts';
import { lockProcesses } from '../processes/lock-processes.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

export type TaskToComplete = {
  readonly id: string;
  readonly kind: string;
  /** What it is about. */
  readonly subject: string;
  readonly role: Role;
  readonly person: string | null;
  readonly state: 'open' | 'done' | 'void';
  readonly evidenceWanted: string | null;
  /** Who waits for it. */
  readonly processId: string | null;
};

/** Waits for whoever completes it at the same time, or changes the process that waits for it; null for an unknown id. */
export async function lockTask(tx: Tx, id: string): Promise<TaskToComplete | null> {
  const [waiting] = await tx
    .select({ processId: tasks.processId, customerId: tasks.customerId })
    .from(tasks)
    .where(eq(tasks.id, id));
  // A process locks itself, then its customer, then the tasks it makes void, and so does an erasure: in that order here too.
  if (waiting?.processId) await lockProcesses(tx, [waiting.processId]);
  if (waiting?.customerId) await readCustomerForMessage(tx, waiting.customerId);
  const { kind, subject, role, person, state, evidenceWanted, processId } = tasks;
  const rows = await tx
    .select({ id: tasks.id, kind, subject, role, person, state, evidenceWanted, processId })
    .from(tasks)
    .where(eq(tasks.id, id))
    .for('update');
  // Written by raiseTask from this very type; the CHECK knows no other state.
  return (rows[0] as TaskToComplete | undefined) ?? null;
}

export type Completion = {
  readonly id: string;
  readonly actor: string;
  readonly outcome: string;
  readonly evidence: string | null;
};

export async function completeTask(tx: Tx, { id, actor, outcome, evidence }: Completion): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'done', closedAt: sql`now()`, closedBy: actor, outcome, evidence })
    .where(and(eq(tasks.id, id), eq(tasks.state, 'open')));
}
