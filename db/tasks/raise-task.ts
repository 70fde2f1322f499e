import { and, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

export type NewTask = {
  readonly kind: string;
  /** What it is about; one open task per kind and subject. It begins with the id of the process it is about, if there is one. */
  readonly subject: string;
  readonly orderId?: string;
  /** On whose timeline it stands; without, that of the order's or the process's customer. */
  readonly customerId?: string | null;
  readonly role: Role;
  /** Of that role, the one it is for: the id of somebody of the staff. */
  readonly person?: string | null;
  readonly details?: Record<string, unknown>;
  /** Epoch ms. */
  readonly dueAt?: number | null;
  /** What has to be shown when it is done. */
  readonly evidenceWanted?: string | null;
  /** The process that waits for it, and is woken when it is done; without, the one that its subject begins with. */
  readonly processId?: string | null;
  /** Epoch ms. */
  readonly now: number;
};

/** Asks a person to look; returns the open task's id. One that was there before shows what is known now. */
export async function raiseTask(tx: Tx, task: NewTask): Promise<string> {
  const { kind, subject, orderId, role, person, details = {}, evidenceWanted, now } = task;
  const inserted = await tx
    .insert(tasks)
    .values({
      ...{ kind, subject, orderId, role, person, details, evidenceWanted, processId: processOf(task) },
      id: sql`gen_random_uuid()::text`,
      customerId: task.customerId ?? customerOf(task),
      raisedAt: new Date(now),
      dueAt: task.dueAt == null ? null : new Date(task.dueAt),
    })
    .onConflictDoNothing()
    .returning({ id: tasks.id });
  if (inserted[0]) return inserted[0].id;
  const open = await tx
    .update(tasks)
    .set({ details })
    .where(and(eq(tasks.kind, kind), eq(tasks.subject, subject), eq(tasks.state, 'open')))
    .returning({ id: tasks.id });
  return open[0]?.id ?? '';
}

/** `CAS-…` of `CAS-…/resolution/80`, `CLM-…` of its return `CLM-…-RET`. */
const processOf = ({ processId, subject }: Pick<NewTask, 'processId' | 'subject'>) =>
  sql`(select id from processes where id = ${processId ?? /^[A-Z]{3}-[0-9A-Z]+/.exec(subject)?.[0] ?? null})`;

function customerOf(task: NewTask) {
  return sql`coalesce((select customer_id from orders where id = ${task.orderId ?? null}), (select customer_id from processes where id = ${processOf(task)}))`;
}
