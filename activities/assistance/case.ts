import { eq } from 'drizzle-orm';
import { caseStore } from '../../db/assistance/case-store.ts';
import { fireLevels } from '../../db/assistance/fire-levels.ts';
import { moveCase, workingTimeFrom } from '../../db/assistance/move-case.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { cases } from '../../db/schema/assistance.ts';
import { type CaseFacts, closesAt } from '../../domain/assistance/case.ts';
import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { defineProcess } from '../processes/process-definition.ts';

type Change = ProcessChange<CaseFacts>;

/** A case by itself: people are told as its clocks run, the customer is reminded, and what is resolved is closed. */
export const assistanceCase = defineProcess<CaseFacts, CaseStatus>({
  store: caseStore,
  advance: async (change) => {
    const { facts, now } = change;
    const closeAt = closesAt(facts);
    if (closeAt !== null) return closeAt <= now ? must(await moveCase(change, { to: 'closed' })) : undefined;
    if (facts.remindAt !== null && facts.remindAt <= now) {
      if (facts.remindersSent >= facts.policy.remindAfterMs.length) return giveUpWaiting(change);
      await remind(change);
    }
    await fireLevels(change);
  },
  work: {},
});

/** The table of moves has it, so a refusal is a mistake of ours. */
function must(refused: unknown): void {
  if (refused) throw new Error(`the engine may not move a case: ${JSON.stringify(refused)}`);
}

async function remind(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, customerId, policy } = facts;
  const sent = facts.remindersSent + 1;
  await tellCustomer(tx, {
    ...{ customerId, process: `case/${id}`, step: `reminder-${facts.waits}-${sent}`, template: 'case_reminder' },
    ...{ params: { caseId: id }, now },
  });
  // Counted from now: a reminder that went out late leaves the customer as much time as any.
  const remindAt = workingTimeFrom(facts, now, policy.remindAfterMs[sent] ?? policy.resolveAfterMs);
  await tx.update(cases).set({ remindersSent: sent, remindAt }).where(eq(cases.id, id));
  record('case.reminded', { no: sent });
}

async function giveUpWaiting(change: Change): Promise<void> {
  must(await moveCase(change, { to: 'resolved', reason: 'no answer', tell: 'case_unanswered' }));
}
