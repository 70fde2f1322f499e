import { eq } from 'drizzle-orm';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import { type CaseStatus, canMoveCase, caseMoves, endsCase, mayReopen } from '../../domain/assistance/case-states.ts';
import { addWorking } from '../../domain/clock/working-time.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { cases } from '../schema/assistance.ts';
import { askForOwner, stopAskingForOwner } from './ask-for-owner.ts';
import { type CaseHappening, turnClocks } from './turn-clocks.ts';

type Change = ProcessChange<CaseFacts>;

export type CaseMove = {
  readonly to: Exclude<CaseStatus, 'merged'>;
  readonly reason?: string | undefined;
  /** What happened just before, and made it move. */
  readonly after?: CaseHappening;
  /** What the customer is told when it is resolved; `nobody`: neither that, nor asked how it went. */
  readonly tell?: 'case_resolved' | 'case_unanswered' | 'nobody';
};

/** Moves a case, with all that a status brings: its clocks, the reminders of a wait, and what the customer is told. */
export async function moveCase(change: Change, move: CaseMove): Promise<Refusal | null> {
  const { tx, facts, record } = change;
  const { to, reason, after } = move;
  const refused = cannotMove(change, to);
  if (refused) return refused;
  const moved = { kind: 'moved', to } as const;
  await turnClocks(change, after ? [after, moved] : [moved]);
  await tx.update(cases).set(waitOf(change, to)).where(eq(cases.id, facts.id));
  await seeToOwner(change, to);
  record('case.move_asked', { to, ...(reason !== undefined && { reason }) });
  const { tell = 'case_resolved' } = move;
  if (tell === 'nobody') return null;
  if (to === 'resolved') await tellResolved(change, tell);
  if (to === 'closed') await askHowItWent(change);
  return null;
}

function cannotMove({ facts, now }: Change, to: CaseStatus): Refusal | null {
  const { id, status, statusSince, policy } = facts;
  if (!canMoveCase(status, to)) {
    const possible = caseMoves[status].join(', ') || 'none';
    return refusal('case_cannot_move', { case: id, status, to, possible });
  }
  const reopens = endsCase(status) && !endsCase(to);
  if (!reopens || mayReopen(status, statusSince, policy.reopenWindowMs, now)) return null;
  const until = new Date(statusSince + policy.reopenWindowMs).toISOString();
  return refusal('case_window_over', { case: id, until });
}

/** One that has ended is given to nobody; one that is reopened needs somebody again. */
async function seeToOwner({ tx, facts, now, actor }: Change, to: CaseStatus): Promise<void> {
  const { id, team, owner, status } = facts;
  if (endsCase(to)) await stopAskingForOwner(tx, { id, now, state: 'void', by: actor });
  else if (endsCase(status) && owner === null) await askForOwner(tx, { id, team, now });
}

/** Reminders begin with each wait for the customer, and end with it. */
function waitOf({ facts, now }: Change, to: CaseStatus) {
  if (to !== 'waiting_customer') return { remindAt: null };
  const [first = facts.policy.resolveAfterMs] = facts.policy.remindAfterMs;
  return { waits: facts.waits + 1, remindersSent: 0, remindAt: workingTimeFrom(facts, now, first) };
}

/** On the case's own calendar. */
export function workingTimeFrom({ clocks, calendarOf }: CaseFacts, from: number, durationMs: number): Date {
  return new Date(addWorking(calendarOf(clocks.calendar), from, durationMs));
}

/** Once per resolution: the version is another one each time. */
async function tellResolved({ tx, facts, now }: Change, template: 'case_resolved' | 'case_unanswered'): Promise<void> {
  const until = new Date(now + facts.policy.reopenWindowMs).toISOString();
  const told = { customerId: facts.customerId, process: `case/${facts.id}`, step: `resolved-${facts.version}`, now };
  const params = { caseId: facts.id, until };
  await (template === 'case_resolved'
    ? tellCustomer(tx, { ...told, template: 'case_resolved', params })
    : tellCustomer(tx, { ...told, template: 'case_unanswered', params }));
}

async function askHowItWent({ tx, facts, now }: Change): Promise<void> {
  const { id, customerId } = facts;
  const process = `case/${id}`;
  await tellCustomer(tx, {
    ...{ customerId, process, step: 'satisfaction', template: 'case_satisfaction', params: { caseId: id }, now },
  });
}
