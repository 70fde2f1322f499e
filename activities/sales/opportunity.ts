import { and, eq, inArray, lte } from 'drizzle-orm';
import { passUnanswered } from '../../db/approvals/pass-unanswered.ts';
import { closeApproval, openApprovalOf } from '../../db/approvals/process-approvals.ts';
import { lockCustomer } from '../../db/customers/move-lifecycle.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { askForAnotherQuote } from '../../db/sales/ask-for-another-quote.ts';
import { assignOwners } from '../../db/sales/assign-owner.ts';
import { levelSubject, passApprovalTask, voidApprovals } from '../../db/sales/deal-tasks.ts';
import { moveOpportunity } from '../../db/sales/move-opportunity.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { wake } from '../../db/sales/pause-opportunity.ts';
import { cannotBuy } from '../../db/sales/sell-to.ts';
import { setQuote } from '../../db/sales/write-quote.ts';
import { opportunities, quotes } from '../../db/schema/pipeline.ts';
import { ownerAsked } from '../../db/staff/owner-asked.ts';
import { passOwnersTasks } from '../../db/tasks/pass-owners-tasks.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { type OpportunityFacts, stageLadder } from '../../domain/sales/opportunity.ts';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import { dueLevels } from '../../domain/sla/ladder.ts';
import { defineProcess } from '../processes/process-definition.ts';

type Change = ProcessChange<OpportunityFacts>;

/** Time on a deal: it wakes up, people are told what is overdue, quotes expire, the next is asked about a discount. */
export const opportunity = defineProcess<OpportunityFacts, OpportunityStage>({
  store: opportunityStore,
  advance: async (change) => {
    await expireQuotes(change);
    await passApproval(change);
    const { facts, now } = change;
    if (facts.goal === 'recycled') {
      if (facts.recycledUntil !== null && facts.recycledUntil <= now) await beginAgain(change);
      return;
    }
    // The rest looks again at once: the clock runs on from the instant it was to wake up at.
    if (facts.snoozedUntil !== null && facts.snoozedUntil <= now) return wake(change, facts.snoozedUntil);
    const late = await tellLevels(change);
    await tellNextStep(change);
    // Last: what its owner was told in this look goes with it.
    if (late) await passOn(change);
  },
  work: {},
});

async function beginAgain(change: Change): Promise<void> {
  const { tx, facts, now } = change;
  const gone = await cannotBuy(tx, facts.customerId);
  if (gone) return moveOpportunity(change, { through: ['lost'], why: 'customer_gone', also: { recycledUntil: null } });
  await moveOpportunity(change, { through: ['new'], why: 'time', also: { recycledUntil: null, closeReason: null } });
  const details = { opportunity: facts.id, owner: facts.owner };
  const asked = await ownerAsked(tx, facts.owner, now);
  await raiseTask(tx, { ...asked, kind: 'deal_returned', subject: facts.id, details, now });
}

/** Whether somebody else is to have it. */
async function tellLevels(change: Change): Promise<boolean> {
  const { tx, facts, now, record } = change;
  const due = dueLevels(stageLadder(facts), now);
  for (const { percent, tell } of due) {
    const details = { opportunity: facts.id, owner: facts.owner, stage: facts.status, percent, tell };
    for (const told of tell) {
      const asked = told === 'owner' ? await ownerAsked(tx, facts.owner, now) : { role: told };
      const subject = levelSubject(facts.id, percent, told);
      await raiseTask(tx, { ...asked, kind: 'stage_overdue', subject, details, now });
    }
    record('opportunity.sla', { stage: facts.status, percent });
  }
  if (due.length === 0) return false;
  const firedLevels = [...facts.firedLevels, ...due.map(({ percent }) => percent)];
  await tx.update(opportunities).set({ firedLevels }).where(eq(opportunities.id, facts.id));
  return due.some(({ reassign }) => reassign);
}

/** To whoever of the team is next; where there is nobody else it stays, and the supervisor was told. */
async function passOn({ tx, facts, now, record }: Change): Promise<void> {
  const customer = await lockCustomer(tx, facts.customerId);
  const lead = { language: customer?.locale ?? 'en', territory: facts.factors.territory ?? null };
  const [owner] = await assignOwners(tx, { team: facts.team, leads: [lead], now, not: facts.owner });
  if (!owner) return;
  await tx.update(opportunities).set({ owner }).where(eq(opportunities.id, facts.id));
  record('opportunity.passed_on', { owner, from: facts.owner });
  await passOwnersTasks(tx, { id: facts.id, owner, now });
}

async function tellNextStep({ tx, facts, now, record }: Change): Promise<void> {
  const { nextStep, snoozedUntil } = facts;
  if (nextStep === null || nextStep.told || nextStep.dueAt > now || snoozedUntil !== null) return;
  const details = { opportunity: facts.id, owner: facts.owner };
  const asked = await ownerAsked(tx, facts.owner, now);
  await raiseTask(tx, { ...asked, kind: 'next_step_overdue', subject: facts.id, details, now });
  await tx.update(opportunities).set({ nextStepTold: true }).where(eq(opportunities.id, facts.id));
  record('opportunity.next_step_overdue');
}

/** Nobody answered: the next is asked, up to the last; then the quote is turned down, and its author makes another. */
async function passApproval(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const { approval, quotes: made } = facts;
  const asked = made.find(({ state, expiresAt }) => state === 'awaiting_approval' && expiresAt > now);
  if (approval === null || !asked) return;
  const passed = await passUnanswered(change, approval);
  if (passed === 'passed') await passApprovalTask(tx, approval.id);
  if (passed === 'expired') {
    await setQuote(tx, { opportunityId: facts.id, no: asked.no }, { state: 'rejected' });
    await voidApprovals(tx, facts.id, [asked.no], now);
    record('opportunity.quote_decided', { quote: asked.no, state: 'rejected' });
    await askForAnotherQuote(change, { no: asked.no, why: 'unanswered' });
  }
}

async function expireQuotes(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  const expired = await tx
    .update(quotes)
    .set({ state: 'expired' })
    .where(
      and(
        eq(quotes.opportunityId, facts.id),
        inArray(quotes.state, ['awaiting_approval', 'open']),
        lte(quotes.expiresAt, new Date(now)),
      ),
    )
    .returning({ no: quotes.no });
  const approval = expired.length > 0 ? await openApprovalOf(tx, facts.id) : null;
  if (approval !== null) await closeApproval(tx, approval, 'expired');
  for (const { no } of expired) {
    record('opportunity.quote_expired', { quote: no });
    await askForAnotherQuote(change, { no, why: 'expired' });
  }
  await voidApprovals(
    tx,
    facts.id,
    expired.map(({ no }) => no),
    now,
  );
}
