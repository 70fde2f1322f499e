import { and, eq, sql } from 'drizzle-orm';
import { tasks } from '../schema/tasks.ts';
import { ownerAsked } from '../staff/owner-asked.ts';
import type { Tx } from '../transaction.ts';

/** Levels and reminders name in their subject who is told; of the others the owner alone is. */
const ofTheOwner = sql`((${tasks.kind} in ('sla_level', 'stage_overdue', 'onboarding_overdue') and ${tasks.subject} like '%/owner')
  or ${tasks.kind} in ('next_step_overdue', 'deal_returned', 'quote_needed', 'onboarding_stalled'))`;

/** What the owner of a process was asked to do is asked of who has it from now on; and who else was told of it reads their name. */
export async function passOwnersTasks(
  tx: Tx,
  { id, owner, now }: { readonly id: string; readonly owner: string; readonly now: number },
): Promise<void> {
  const open = and(eq(tasks.processId, id), eq(tasks.state, 'open'));
  const { role, person } = await ownerAsked(tx, owner, now);
  const named = person === null ? sql`'{}'` : sql`jsonb_build_object('person', ${person}::text)`;
  await tx
    .update(tasks)
    .set({ role, person, details: sql`${tasks.details} - 'person' || ${named}::jsonb` })
    .where(and(open, ofTheOwner));
  await tx
    .update(tasks)
    .set({ details: sql`${tasks.details} || jsonb_build_object('owner', ${owner}::text)` })
    .where(and(open, sql`${tasks.details} ? 'owner'`));
}
