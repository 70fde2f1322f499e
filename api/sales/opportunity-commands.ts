/** What people do with a deal. Each is decided in one transaction under its row lock. */
import { lockCustomer, recordOnCustomer } from '../../db/customers/move-lifecycle.ts';
import { beginAfterWin } from '../../db/onboarding/begin-after-win.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { enrolmentsBesideDeal } from '../../db/sales/cadences.ts';
import { giveEvidence, planNextStep, withdrawEvidence } from '../../db/sales/give-evidence.ts';
import { moveOpportunity } from '../../db/sales/move-opportunity.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { snooze } from '../../db/sales/pause-opportunity.ts';
import { winCustomer } from '../../db/sales/sell-to.ts';
import { stopEnrolments } from '../../db/sales/stop-enrolments.ts';
import { interactions } from '../../db/schema/sales.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { type OnboardingPolicy, onboardingPolicies } from '../../domain/onboarding/onboarding-policy.ts';
import { inBoth } from '../../domain/orders/wording.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import {
  canMoveOpportunity,
  type OpportunityStage,
  planAdvance,
  type StageOnPath,
  stagePath,
} from '../../domain/sales/opportunity-stages.ts';
import { dealActions } from '../../domain/sales/opportunity-words.ts';
import { criteriaText, criterionNames, stageNames } from '../../domain/sales/stage-words.ts';
import { pastInstantMs } from '../past-instant.ts';
import { invalidRequest } from '../problem.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import {
  advanceBody,
  closeBody,
  dealInteractionBody,
  dealParams,
  regressBody,
  snoozeBody,
} from './opportunity-schemas.ts';

type Change = ProcessChange<OpportunityFacts>;
type Given = { readonly criterion: string }[];

const common = {
  method: 'post' as const,
  tag: 'Sales',
  permission: 'sales.write' as const,
  idempotent: true as const,
  ifMatch: 'optional' as const,
  params: dealParams,
  responses: processCommandResponses,
};

const at = (instant: string): number => Date.parse(instant);
const store = opportunityStore;

export const opportunityCommandRoutes: readonly Route[] = [
  defineRoute({
    ...common,
    path: '/v1/opportunities/{id}/advance',
    summary: 'Take a deal further',
    description:
      'One or several stages at once. Every stage on the way must have what it asks for; otherwise the refusal lists all that is missing and nothing is written.',
    body: advanceBody,
    example: {
      to: 'contacted',
      evidence: [{ criterion: 'contact_made', reference: 'call of 3 February' }],
      nextStep: { what: 'Send the brochure', dueAt: '2036-02-05T15:00:00Z' },
    },
    handle: (request) => {
      const { to, evidence, nextStep } = request.body;
      return commandProcess(request, {
        ...{ store, id: request.params.id, command: 'opportunity.advance', statuses: dealActions.advance.statuses },
        apply: async (change) => {
          const through = wayForward(change.facts, to, evidence);
          if ('code' in through) return through;
          await giveEvidence(change, evidence);
          await moveOpportunity(change, { through, why: 'advance' });
          if (nextStep) await planNextStep(change, { what: nextStep.what, dueAt: at(nextStep.dueAt) });
          return { to };
        },
      });
    },
  }),
  defineRoute({
    ...common,
    path: '/v1/opportunities/{id}/regress',
    summary: 'Take a deal back',
    description: 'To any earlier stage. What was shown stays shown, but for what you withdraw.',
    body: regressBody,
    example: { to: 'contacted', reason: 'The budget was cut', withdraw: ['budget_confirmed'] },
    handle: (request) => {
      const { to, reason, withdraw } = request.body;
      return commandProcess(request, {
        ...{ store, id: request.params.id, command: 'opportunity.regress', statuses: dealActions.regress.statuses },
        apply: async (change) => {
          const { id, status } = change.facts;
          const path: readonly OpportunityStage[] = stagePath;
          if (path.indexOf(to) >= path.indexOf(status)) return notReachable(id, status, to);
          await withdrawEvidence(change, withdraw);
          await moveOpportunity(change, { through: [to], why: reason });
          return { to };
        },
      });
    },
  }),
  defineRoute({
    ...common,
    path: '/v1/opportunities/{id}/snooze',
    summary: 'Let a deal sleep',
    description: 'Its time in the stage stands still until then and goes on exactly there.',
    body: snoozeBody,
    example: { until: '2036-03-03T14:00:00Z', reason: 'On holiday' },
    handle: (request) => {
      const { until, reason } = request.body;
      laterThanNow('/until', until);
      return commandProcess(request, {
        ...{ store, id: request.params.id, command: 'opportunity.snooze', statuses: dealActions.snooze.statuses },
        apply: async (change) => {
          const { id, snoozedUntil } = change.facts;
          if (snoozedUntil !== null) {
            return refusal('already_snoozed', { id, until: new Date(snoozedUntil).toISOString() });
          }
          await snooze(change, at(until), reason);
          return { until };
        },
      });
    },
  }),
  defineRoute({
    ...common,
    path: '/v1/opportunities/{id}/interactions',
    summary: 'Record what happened with a prospect',
    description: 'With what it showed. Cadences that it stops send nothing more.',
    body: dealInteractionBody,
    example: { kind: 'meeting', evidence: [{ criterion: 'need_confirmed', reference: 'minutes of 4 February' }] },
    handle: async (request) => {
      const { kind, evidence, nextStep, at: when } = request.body;
      const { id } = request.params;
      let beside: readonly string[] = [];
      let stopped: readonly string[] = [];
      const reply = await commandProcess(request, {
        ...{ store, id, command: 'opportunity.interaction', statuses: dealActions.record_interaction.statuses },
        alsoLocks: async (tx) => {
          beside = await enrolmentsBesideDeal(tx, id);
          return beside;
        },
        apply: async (change) => {
          const done = { kind, at: pastInstantMs(when, change.now) };
          const { tx, now, actor } = change;
          stopped = await stopEnrolments(tx, { ids: beside, done, now, actor });
          await recordInteraction(change, done);
          await giveEvidence(change, evidence);
          if (nextStep) await planNextStep(change, { what: nextStep.what, dueAt: at(nextStep.dueAt) });
          return { kind };
        },
      });
      for (const one of stopped) void request.deps.processes.wake({ kind: 'enrolment', id: one });
      return reply;
    },
  }),
  defineRoute({
    ...common,
    path: '/v1/opportunities/{id}/close',
    summary: 'Close a deal, or put it off',
    description:
      'Won: from negotiation, with what that stage asks for; a prospect becomes a customer, and their onboarding begins with the promises, in the same transaction. Recycled: it begins again by itself.',
    body: closeBody,
    example: { outcome: 'lost', reason: 'Chose another supplier' },
    handle: async (request) => {
      const { outcome, reason, until, billTo = null, promises, evidence } = request.body;
      if (outcome === 'recycled') laterThanNow('/until', until);
      const policy = onboardingPolicies[request.deps.config.POLICY_PROFILE];
      let begun: { id: string; customerId: string } | null = null;
      const reply = await commandProcess(request, {
        ...{ store, id: request.params.id, command: 'opportunity.close', statuses: dealActions.close.statuses },
        apply: async (change) => {
          const { id, status, customerId } = change.facts;
          const through = outcome === 'won' ? wayForward(change.facts, 'won', evidence) : [outcome];
          if ('code' in through) return through;
          if (!canMoveOpportunity(status, through[0] ?? status)) {
            return notReachable(id, status, outcome);
          }
          if (outcome === 'won') {
            const because = `opportunity ${id}`;
            const refused = await winCustomer(change.tx, { customerId, billTo, actor: change.actor, because });
            if (refused) return refused;
          }
          const onboarding = outcome === 'won' ? await onboard(change, { promises, policy }) : null;
          if (onboarding !== null) begun = { id: onboarding, customerId };
          await giveEvidence(change, evidence);
          const recycledUntil = outcome === 'recycled' && until ? new Date(until) : null;
          const also = { closeReason: reason, recycledUntil, promises, nextStep: null, nextStepDueAt: null };
          await moveOpportunity(change, { through, why: outcome, also });
          return { outcome, onboarding };
        },
      });
      if (begun) {
        const { id, customerId } = begun as { id: string; customerId: string };
        void request.deps.processes.wake({ kind: 'onboarding', id, customerId });
      }
      return reply;
    },
  }),
];

const notReachable = (id: string, status: OpportunityStage, to: OpportunityStage): Refusal =>
  refusal('stage_not_reachable', { id, status: stageNames[status], to: stageNames[to] });

function onboard(
  { tx, facts, actor, now }: Change,
  { promises, policy }: { readonly promises: readonly string[]; readonly policy: OnboardingPolicy },
): Promise<string | null> {
  const { id: opportunityId, customerId, owner, calendar } = facts;
  return beginAfterWin(tx, { opportunityId, customerId, owner, calendar, promises, policy, actor, now });
}

/** The stages to go through, or a refusal with all that is missing. */
function wayForward(
  { id, status, evidence }: OpportunityFacts,
  to: StageOnPath,
  given: Given,
): readonly StageOnPath[] | Refusal {
  const plan = planAdvance(status, to, new Set([...evidence, ...given.map(({ criterion }) => criterion)]));
  if (plan.kind === 'advance') return plan.through;
  if (plan.kind === 'not_ahead') return notReachable(id, status, to);
  const missing = criteriaText(plan.missing.map(({ criterion }) => criterion));
  const reasons = plan.missing.map(({ stage, criterion }) => ({
    ...{ pointer: '/evidence', code: criterion },
    detail: inBoth((locale) => `${criterionNames[criterion][locale]} (${stageNames[stage][locale]})`),
  }));
  return refusal('stage_criteria_missing', { id, to: stageNames[to], missing }, reasons);
}

/** An enrolment that begins meanwhile reads it at its next touch, under the customer's row lock that is taken here. */
async function recordInteraction(
  { tx, facts, actor, record }: Change,
  { kind, at: when }: { readonly kind: 'reply' | 'meeting' | 'call'; readonly at: number },
): Promise<void> {
  const customer = await lockCustomer(tx, facts.customerId);
  if (customer === null) throw new Error(`customer ${facts.customerId} vanished`);
  await tx.insert(interactions).values({ customerId: facts.customerId, kind, at: new Date(when), recordedBy: actor });
  await recordOnCustomer(tx, { customer, actor }, [{ type: 'customer.interacted', data: { kind } }]);
  record('opportunity.interacted', { kind });
}

function laterThanNow(pointer: string, instant: string | undefined): void {
  if (instant !== undefined && at(instant) > Date.now()) return;
  throw invalidRequest([
    {
      pointer,
      code: 'too_small',
      detail: { en: 'Send an instant that is still to come.', fr: 'Envoyez un instant encore à venir.' },
    },
  ]);
}
