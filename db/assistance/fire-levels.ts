import { type CaseFacts, type ClockName, namedClocks } from '../../domain/assistance/case.ts';
import { type LevelToCome, levelsToCome, levelTask } from '../../domain/sla/named-clock.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { caseLevels } from '../schema/assistance.ts';
import { personAnswering } from '../staff/staff.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { passOnCase } from './assign-case.ts';

type Change = ProcessChange<CaseFacts>;

/** Fires every level whose instant has come: its row, the tasks of who is told, and at the last somebody else gets the case. */
export async function fireLevels(change: Change): Promise<void> {
  const due = levelsToCome(namedClocks(change.facts.clocks), change.facts).filter(({ at }) => at <= change.now);
  for (const level of due) await fire(change, level);
  // Once, though several clocks may ask for it in the same instant.
  if (due.some(({ level }) => level.reassign)) await passOnCase(change);
}

async function fire(
  { tx, facts, now, record }: Change,
  { name, no, level, at }: LevelToCome<ClockName>,
): Promise<void> {
  const { id } = facts;
  const fired = { clock: name, no, percent: level.percent };
  await tx.insert(caseLevels).values({ caseId: id, ...fired, dueAt: new Date(at), firedAt: new Date(now) });
  record('case.level_fired', fired);
  const person = facts.owner && (await personAnswering(tx, facts.owner, now));
  const details = { case: id, ...fired, dueAt: new Date(at).toISOString() };
  const asked = { kind: 'sla_level', now };
  for (const told of level.tell) {
    const subject = levelTask(id, fired, told);
    if (told !== 'owner') await raiseTask(tx, { ...asked, subject, role: told, details });
    else if (person) await raiseTask(tx, { ...asked, subject, role: 'agent', person, details: { ...details, person } });
    // Nobody has it, or who has it is away without a delegate.
    else await raiseTask(tx, { ...asked, subject, role: 'supervisor', details });
  }
}
