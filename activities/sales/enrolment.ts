import { and, eq, gte } from 'drizzle-orm';
import { type LockedCustomer, lockCustomer } from '../../db/customers/move-lifecycle.ts';
import { ofFamily, statementsOf } from '../../db/customers/read-consents.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { enrolmentStore } from '../../db/sales/enrolment-store.ts';
import { stopEnrolment } from '../../db/sales/stop-enrolment.ts';
import { enrolments, interactions, touches } from '../../db/schema/sales.ts';
import { calendarByKey } from '../../db/staff/calendars.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { addWorkingDays } from '../../domain/clock/working-days.ts';
import { mayBeCalled } from '../../domain/customers/message-guard.ts';
import {
  type CadenceStep,
  type EnrolmentFacts,
  type EnrolmentStatus,
  type StopReason,
  stopsEnrolment,
  touchDueAt,
} from '../../domain/sales/cadence.ts';
import { defineProcess } from '../processes/process-definition.ts';

type Change = ProcessChange<EnrolmentFacts>;

/** A cadence, step by step: what the prospect did is read again at the moment of sending, under their row lock. */
export const enrolment = defineProcess<EnrolmentFacts, EnrolmentStatus>({
  store: enrolmentStore,
  advance: async (change) => {
    const { tx, facts, now } = change;
    const step = facts.steps[facts.nextStep];
    if (step === undefined || facts.stoppedBecause !== null || facts.dueAt > now) return;
    const customer = await lockCustomer(tx, facts.customerId);
    const stop = customer === null ? 'lifecycle' : await reasonToStop(change, step, customer);
    return stop === null ? touch(change, step) : stopEnrolment(change, stop);
  },
  work: {},
});

/** Of an e-mail, consent and lifecycle are asked where its row is written. */
async function reasonToStop(
  { tx, facts, now }: Change,
  step: CadenceStep,
  { id: customerId, lifecycle }: LockedCustomer,
): Promise<StopReason | null> {
  const seen = await tx
    .select({ kind: interactions.kind, at: interactions.at })
    .from(interactions)
    // Done by any of those who are one customer now, and since it began: of before there may be years.
    .where(and(ofFamily(interactions.customerId, customerId), gte(interactions.at, new Date(facts.openedAt))))
    .orderBy(interactions.at, interactions.id);
  const answer = seen.find(({ kind, at }) => stopsEnrolment(facts, { kind, at: at.getTime() }));
  if (answer || step.channel === 'email') return answer?.kind ?? null;
  const call = mayBeCalled(lifecycle, await statementsOf(tx, customerId), now);
  return call.may || call.why === 'frequency' ? null : call.why;
}

async function touch(change: Change, step: CadenceStep): Promise<void> {
  const { tx, facts, now, record } = change;
  const process = `enrolment/${facts.id}`;
  if (step.channel === 'phone') {
    const details = { customer: facts.customerId, cadence: facts.cadence };
    await raiseTask(tx, { kind: 'call', subject: `${facts.id}/${facts.nextStep}`, role: 'agent', details, now });
  } else {
    const told = await tellCustomer(tx, {
      ...{ customerId: facts.customerId, process, step: `touch-${facts.nextStep}`, template: step.template },
      ...{ params: { owner: facts.owner }, commercial: 'offer' as const, now },
    });
    if (typeof told === 'object') return withheld(change, told.withheld);
  }
  await tx
    .insert(touches)
    .values({ enrolmentId: facts.id, step: facts.nextStep, channel: step.channel, at: new Date(now) });
  record('enrolment.touched', { step: facts.nextStep, channel: step.channel, template: step.template });
  const calendar = await calendarByKey(tx, facts.calendar);
  const next = facts.steps[facts.nextStep + 1];
  // Counted from now, not from when it was due: a touch that came late does not crowd the next one.
  const dueAt = new Date(next ? touchDueAt(calendar, next, now) : now);
  await tx
    .update(enrolments)
    .set({ nextStep: facts.nextStep + 1, dueAt })
    .where(eq(enrolments.id, facts.id));
}

/** Too many messages from us lately is a reason to wait; anything else is a reason to stop. */
async function withheld(change: Change, why: 'lifecycle' | 'consent' | 'frequency'): Promise<void> {
  const { tx, facts, now, record } = change;
  if (why !== 'frequency') return stopEnrolment(change, why);
  const dueAt = addWorkingDays(await calendarByKey(tx, facts.calendar), now, 1);
  await tx
    .update(enrolments)
    .set({ dueAt: new Date(dueAt) })
    .where(eq(enrolments.id, facts.id));
  record('enrolment.postponed', { step: facts.nextStep, why });
}
