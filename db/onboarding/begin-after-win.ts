import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import type { OnboardingPolicy } from '../../domain/onboarding/onboarding-policy.ts';
import { defaultTemplateId } from '../../domain/onboarding/template.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { changeProcess } from '../processes/change-process.ts';
import { openProcess } from '../processes/open-process.ts';
import { calendarKey, newestCalendar } from '../staff/calendars.ts';
import { ownerAsked } from '../staff/owner-asked.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { onboardingStore } from './onboarding-store.ts';
import { calendarOfPlace, isBeingOnboarded, writeOnboarding } from './open-onboarding.ts';
import { newestTemplate } from './templates.ts';

export type Win = {
  readonly opportunityId: string;
  readonly customerId: string;
  readonly owner: string;
  /** Whose working days counted for the deal. */
  readonly calendar: WorkingCalendar;
  readonly promises: readonly string[];
  readonly policy: OnboardingPolicy;
  readonly actor: string;
  /** Epoch ms. */
  readonly now: number;
};

/**
 * A new customer's onboarding begins in the transaction that won them, with what was promised; its id. Who is past it, or
 * in one already, gets none: then the owner gets the promises as a task, so that none is lost.
 */
export async function beginAfterWin(tx: Tx, win: Win): Promise<string | null> {
  const { customerId, opportunityId, owner, promises, actor, now } = win;
  const customer = await lockCustomer(tx, customerId);
  if (customer?.lifecycle !== 'onboarding' || (await isBeingOnboarded(tx, customerId))) {
    if (promises.length > 0) {
      const details = { opportunity: opportunityId, owner, promises };
      const asked = await ownerAsked(tx, owner, now);
      await raiseTask(tx, { ...asked, kind: 'deal_promises', subject: opportunityId, details, now });
    }
    return null;
  }
  const template = await newestTemplate(tx, defaultTemplateId);
  if (template === null) throw new Error(`template ${defaultTemplateId} is missing: migrations write it`);
  const ours = (await newestCalendar(tx, win.calendar.id)) ?? win.calendar;
  const theirs = (await calendarOfPlace(tx, customerId)) ?? ours;
  const data = { opportunity: opportunityId };
  const id = await openProcess(tx, { kind: 'onboarding', customerId, status: 'created', now, actor, data });
  await writeOnboarding(tx, {
    ...{ id, template, owner, promises, opportunityId, contactNo: null, startAt: now, policy: win.policy },
    ...{ calendar: calendarKey(ours), customerCalendar: calendarKey(theirs) },
  });
  await changeProcess(tx, onboardingStore, { id, now, actor, byWorkflow: false }, async () => undefined);
  return id;
}
