import { type CaseFacts, namedClocks } from '../../domain/assistance/case.ts';
import { type CaseClocks, type CaseEvent, foldCaseClocks } from '../../domain/assistance/case-clocks.ts';
import { tasksOfStopped } from '../../domain/sla/named-clock.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { caseClocks, caseEvents } from '../schema/assistance.ts';
import { voidLevelTasks } from '../tasks/void-level-tasks.ts';
import type { Tx } from '../transaction.ts';
import { calendarsOf } from './clock-calendars.ts';
import { asTheyStand, clockRows } from './clock-rows.ts';

/** A clock event without its instant. */
export type CaseHappening = CaseEvent extends infer E ? (E extends CaseEvent ? Omit<E, 'at'> : never) : never;

type Turning = Pick<ProcessChange<Pick<CaseFacts, 'id' | 'events' | 'fired'>>, 'tx' | 'facts' | 'now'>;

/**
 * Appends what happened and stores the clocks as it leaves them; called once per change.
 */
export async function turnClocks(
  { tx, facts, now }: Turning,
  happenings: readonly CaseHappening[],
): Promise<CaseClocks> {
  // Clocks of two machines differ: an event is never dated before the one it follows.
  const at = Math.max(now, facts.events.at(-1)?.at ?? now);
  const added: CaseEvent[] = happenings.map((happening) => ({ ...happening, at }));
  const events = [...facts.events, ...added];
  const calendarOf = await calendarsOf(tx, events);
  const clocks = foldCaseClocks(events, calendarOf);
  if (clocks === null) throw new Error(`case ${facts.id} was not opened`);
  await append(tx, facts, added);
  await storeClocks(tx, clockRows(facts.id, clocks, calendarOf));
  await voidLevelTasks(tx, tasksOfStopped(facts.id, namedClocks(clocks), facts.fired), now);
  return clocks;
}

async function append(
  tx: Tx,
  { id, events }: Pick<CaseFacts, 'id' | 'events'>,
  added: readonly CaseEvent[],
): Promise<void> {
  await tx
    .insert(caseEvents)
    .values(
      added.map((event, index) => ({ caseId: id, no: events.length + index + 1, at: new Date(event.at), event })),
    );
}

async function storeClocks(tx: Tx, rows: readonly (typeof caseClocks.$inferInsert)[]): Promise<void> {
  await tx
    .insert(caseClocks)
    .values([...rows])
    .onConflictDoUpdate({ target: [caseClocks.caseId, caseClocks.clock, caseClocks.no], set: asTheyStand });
}
