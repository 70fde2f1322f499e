import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { tasks } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type NewTask = {
  readonly kind: string;
  /** What it is about; one open task per kind and subject. */
  readonly subject: string;
  readonly orderId?: string;
  readonly role: Role;
  readonly details?: Record<string, unknown>;
  /** Epoch ms. */
  readonly now: number;
};

/** Asks a person to look; returns the open task's id, also when it was there before. */
export async function raiseTask(tx: Tx, task: NewTask): Promise<string> {
  const inserted = await tx
    .insert(tasks)
    .values({
      id: sql`gen_random_uuid()::text`,
      kind: task.kind,
      subject: task.subject,
      orderId: task.orderId ?? null,
      role: task.role,
      details: task.details ?? {},
      raisedAt: new Date(task.now),
    })
    .onConflictDoNothing()
    .returning({ id: tasks.id });
  if (inserted[0]) return inserted[0].id;
  const open = await tx
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.kind, task.kind), eq(tasks.subject, task.subject), eq(tasks.state, 'open')));
  return open[0]?.id ?? '';
}
