import { and, eq } from 'drizzle-orm';
import { tasks } from '../schema/tasks.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';

const kind = 'case_owner';

/** Nobody of the team fits: a supervisor gives the case to somebody. */
export async function askForOwner(
  tx: Tx,
  { id, team, now }: { readonly id: string; readonly team: string; readonly now: number },
): Promise<void> {
  await raiseTask(tx, { kind, subject: id, role: 'supervisor', details: { case: id, team }, now });
}

/** Who was asked is asked no more: somebody has the case (`done`), or it has ended (`void`). */
export async function stopAskingForOwner(
  tx: Tx,
  { id, now, state, by }: { readonly id: string; readonly now: number; readonly state: 'done' | 'void'; by: string },
): Promise<void> {
  await tx
    .update(tasks)
    .set({ state, closedAt: new Date(now), closedBy: by, outcome: state === 'done' ? 'assigned' : 'ended' })
    .where(and(eq(tasks.kind, kind), eq(tasks.subject, id), eq(tasks.state, 'open')));
}
