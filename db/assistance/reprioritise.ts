import { eq } from 'drizzle-orm';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import type { CasePriority } from '../../domain/assistance/case-policy.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { cases } from '../schema/assistance.ts';
import { calendarKey, newestCalendar } from '../staff/calendars.ts';
import { newestSla } from './slas.ts';
import { type CaseHappening, turnClocks } from './turn-clocks.ts';

/**
 * Another priority or service level, or the newest version of both it and its calendar. Time used up stays used up; a
 * level that the new target has passed fires at the change.
 */
export async function reprioritise(
  change: ProcessChange<CaseFacts>,
  asked: { readonly priority?: CasePriority | undefined; readonly sla?: string | undefined },
): Promise<Refusal | null> {
  const { tx, facts, record } = change;
  const { priority = facts.priority } = asked;
  const sla = await newestSla(tx, asked.sla ?? facts.sla);
  const calendar = sla && (await newestCalendar(tx, sla.calendarId));
  if (!sla || !calendar) return refusal('not_found', { thing: `Service level ${asked.sla ?? facts.sla}` });
  const key = calendarKey(calendar);
  const happenings: CaseHappening[] = [{ kind: 'retargeted', targets: sla.targets[priority] }];
  // The calendar first: what the new targets make of the time used up is asked on the new one.
  if (key !== facts.clocks.calendar) happenings.unshift({ kind: 'recalendared', calendar: key });
  await turnClocks(change, happenings);
  await tx.update(cases).set({ priority, slaId: sla.id, slaVersion: sla.version }).where(eq(cases.id, facts.id));
  record('case.reprioritised', { priority, sla: sla.id, slaVersion: sla.version, calendar: key });
  return null;
}
