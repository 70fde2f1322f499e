/** What people do to a claim. */
import { and, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import { answerUnreturned } from '../../db/claims/answer-unreturned.ts';
import { takeStep } from '../../db/claims/ask-for-steps.ts';
import { assessStoredClaim } from '../../db/claims/assess-claim.ts';
import { claimStore } from '../../db/claims/claim-store.ts';
import { giveToNext } from '../../db/claims/fire-levels.ts';
import { giveGoodsBack } from '../../db/claims/give-goods-back.ts';
import { dropDecision, proposeDecision } from '../../db/claims/propose-decision.ts';
import { sendBackByHand } from '../../db/claims/send-back.ts';
import { addEvidence } from '../../db/claims/submit-claim.ts';
import { takeInHand } from '../../db/claims/take-in-hand.ts';
import { withdrawClaim } from '../../db/claims/withdraw-claim.ts';
import { lockCustomer } from '../../db/customers/move-lifecycle.ts';
import { closeFailedRefund } from '../../db/payments/close-failed-refund.ts';
import { claims, returns } from '../../db/schema/claims.ts';
import { stuckWork } from '../../db/schema/processes.ts';
import { appealOpen, isGranted } from '../../domain/claims/claim.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimStatuses } from '../../domain/claims/claim-states.ts';
import { outcomeSteps } from '../../domain/claims/outcomes.ts';
import { peoplesStepsOwed } from '../../domain/claims/owed-steps.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { commandProcess } from '../processes/process-command.ts';
import { processCommandResponses } from '../processes/process-resource.ts';
import { defineRoute, type Route } from '../route.ts';
import { answerable, doable, withdrawable } from './claim-resource.ts';
import {
  appealBody,
  claimParams,
  decisionBody,
  evidenceBody,
  interventionBody,
  stepBody,
  unreturnedBody,
} from './claim-schemas.ts';

const shared = {
  method: 'post',
  tag: 'Claims',
  idempotent: true,
  params: claimParams,
  responses: processCommandResponses,
} as const;

export const claimCommandRoutes: readonly Route[] = [
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/evidence',
    summary: 'Add evidence',
    description:
      'The claim is assessed again by the versions it was submitted under. A decision that waits for approval is void.',
    permission: 'claims.write',
    body: evidenceBody,
    example: { evidence: [{ kind: 'photo', reference: 'file://claims/1.jpg' }] },
    handle: (request) =>
      commandProcess(request, {
        ...{
          store: claimStore,
          id: request.params.id,
          command: 'claim_evidence',
          statuses: ['need_info', 'in_review'],
        },
        apply: async (change) => {
          const { tx, facts, now, actor } = change;
          const from = facts.evidence.length + 1;
          await lockCustomer(tx, facts.customerId);
          await dropDecision(change);
          await addEvidence(tx, { claimId: facts.id, from, actor, now }, request.body.evidence);
          const evidence = [...facts.evidence, ...request.body.evidence.map(({ kind }) => kind)];
          change.record('claim.evidence_added', { kinds: request.body.evidence.map(({ kind }) => kind) });
          // What a person looks at stays with them.
          if (facts.status === 'need_info') await assessStoredClaim({ ...change, facts: { ...facts, evidence } });
          return { evidence: evidence.length };
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/decision',
    summary: 'Decide a claim',
    description:
      'Every line, once. Within your limit it is in force at once; above it, counting what was granted within a day, a second person approves it.',
    permission: 'claims.decide',
    body: decisionBody,
    example: { lines: [{ lineNo: 1, granted: 1, outcome: 'refund_only' }], reason: 'Broken on arrival' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'decide_claim', statuses: ['in_review'] },
        apply: async (change, asker) => {
          const refused = undecidable(change.facts, request.body);
          return refused ?? proposeDecision(change, request.body, asker);
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/appeal',
    summary: 'Appeal, or ask for a person after a refusal by rules',
    description:
      'Once, within 30 days of a refusal, or of when what was granted in part is done. A person looks at it again.',
    permission: 'claims.write',
    body: appealBody,
    example: { reason: 'The photographs show it' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'appeal_claim' },
        apply: async (change) => {
          const { tx, facts, now, record } = change;
          if (!appealOpen(facts, now)) return refusal('appeal_closed', { claim: facts.id });
          const appeal = { appealedAt: new Date(now), appealReason: request.body.reason };
          await tx.update(claims).set(appeal).where(eq(claims.id, facts.id));
          record('claim.appeal_made');
          await giveToNext(change);
          return {};
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/acknowledgement',
    summary: 'Take a claim in hand',
    description: 'The customer is told that a person is at it, and the time to acknowledge has ended.',
    permission: 'claims.decide',
    body: z.strictObject({}),
    example: {},
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'acknowledge_claim', statuses: ['in_review'] },
        apply: takeInHand,
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/withdraw',
    summary: 'Withdraw a claim',
    description:
      'Before anything of it is granted. Its units can be claimed again; goods that came for it go back to the customer.',
    permission: 'claims.write',
    body: z.strictObject({}),
    example: {},
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'withdraw_claim', statuses: withdrawable },
        apply: async (change) => {
          if (isGranted(change.facts)) return refusal('claim_granted', { claim: change.facts.id });
          await withdrawClaim(change);
          await giveGoodsBack(change);
          return {};
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/steps',
    summary: 'Say that goods were replaced, repaired or sent back',
    description: 'What a claim grants and a person does.',
    permission: 'claims.decide',
    body: stepBody,
    example: { lineNo: 1, step: 'replacement', units: 1, reference: 'ORD-7K3M2QX' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'claim_step', statuses: doable },
        apply: async (change) => {
          const { lineNo, step, units, reference } = request.body;
          const owed = peoplesStepsOwed(change.facts).find((one) => one.lineNo === lineNo && one.step === step);
          if (!owed || owed.units < units)
            return refusal('step_not_owed', { claim: change.facts.id, step, units, line: lineNo });
          await takeStep(change, { lineNo, step, units });
          change.record('claim.step_done', { lineNo, step, units, reference });
          return {};
        },
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/unreturned',
    summary: 'Charge for originals that never came back, or write them off',
    description:
      'Of what was replaced in advance, after the day by which it was to be back; also of a claim that has closed. A charge is an invoice on account at what the units were sold for: a card given for one order is not charged again without its holder. Above your limit, counting what was charged within a day, a second person approves it. What comes after all and is accepted takes its answer back by itself.',
    permission: 'claims.decide',
    body: unreturnedBody,
    example: { lineNo: 1, units: 1, answer: 'charge', reason: 'Reminded twice, never sent' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'answer_unreturned', statuses: answerable },
        apply: (change, asker) => answerUnreturned(change, request.body, asker),
      }),
  }),
  defineRoute({
    ...shared,
    path: '/v1/claims/{id}/intervention',
    summary: 'Retry a refund or a label that is stuck, or say that it was done by hand',
    description:
      'A retry is a new call; the provider still pays a refund once, and sells a label once. Also of a customer who is erased: the reason is not kept then.',
    permission: 'claims.decide',
    body: interventionBody,
    example: { subject: 'ORD-7K3M2QX-P1-R1', resolution: 'retry', reason: 'The bank answers again' },
    handle: (request) =>
      commandProcess(request, {
        ...{ store: claimStore, id: request.params.id, command: 'resolve_claim_work', statuses: claimStatuses },
        afterErasure: true,
        apply: async (change) => {
          const { tx, facts, actor, now, record } = change;
          const { subject, resolution } = request.body;
          const reason = facts.woundUpAt === null ? request.body.reason : 'erased';
          const resolved = await tx
            .update(stuckWork)
            .set({ resolution, resolvedBy: actor, reason })
            .where(and(eq(stuckWork.processId, facts.id), eq(stuckWork.subject, subject), isNull(stuckWork.resolution)))
            .returning({ no: stuckWork.no });
          if (resolved.length === 0)
            return refusal('not_found', { thing: `Stuck work ${subject} of claim ${facts.id}` });
          await closeFailedRefund(tx, subject, now);
          // It is not bought any more: the customer sends it in a way of their own.
          if (resolution === 'skip') await tx.update(returns).set({ label: 'none' }).where(eq(returns.id, subject));
          if (resolution === 'skip') await sendBackByHand(change, subject);
          record('process.intervention', { subject, resolution });
          return {};
        },
      }),
  }),
];

/** Every line once, and nothing that was done is taken back. */
function undecidable(
  { id, orderId, lines, return: back }: ClaimFacts,
  { lines: decided }: z.infer<typeof decisionBody>,
): Refusal | null {
  const unknown = decided.find(({ lineNo }) => !lines.some((line) => line.lineNo === lineNo));
  if (unknown) return refusal('line_not_on_order', { order: orderId, line: unknown.lineNo });
  for (const line of lines) {
    const asked = decided.find(({ lineNo }) => lineNo === line.lineNo);
    const no = (en: string, fr: string) => refusal('outcome_not_possible', { line: line.lineNo, why: { en, fr } });
    if (!asked)
      return no(
        `claim ${id} is decided with all its lines at once. Send this one too.`,
        `la réclamation ${id} se décide avec toutes ses lignes à la fois. Envoyez celle-ci aussi.`,
      );
    if (asked.granted > line.units)
      return no(
        `${line.units} unit(s) are claimed. Grant at most those.`,
        `${line.units} unité(s) sont réclamées. Accordez-en au plus autant.`,
      );
    if ((asked.granted === 0) !== (asked.outcome === null))
      return no(
        'an outcome goes with granted units, and only with them. Send null where nothing is granted.',
        'une issue va avec des unités accordées, et seulement avec elles. Envoyez null où rien n’est accordé.',
      );
    const done = line.refunded + line.credited + line.replaced + line.repaired;
    if (done > 0 && (asked.outcome !== line.outcome || asked.granted < done))
      return no(
        `${done} unit(s) are settled as ${line.outcome} already; grant at least those, likewise.`,
        `${done} unité(s) sont déjà réglées ainsi (${line.outcome}) ; accordez au moins celles-là, de même.`,
      );
    const steps: readonly string[] = asked.outcome === null ? [] : outcomeSteps[asked.outcome];
    const isOver = back?.status === 'inspected' || back?.status === 'expired';
    if (!steps.includes('return') || !isOver) continue;
    // Nobody would be asked for more of them: what was granted before, or has come, is all that this return brings.
    const accepted = back.lines.find(({ lineNo }) => lineNo === line.lineNo)?.accepted ?? 0;
    const most = Math.max(line.granted ?? 0, accepted);
    if (most === 0)
      return no(
        'the claim’s return is over; choose an outcome without one.',
        'le retour de la réclamation est terminé ; choisissez une issue sans retour.',
      );
    if (asked.granted > most)
      return no(
        `the claim’s return is over. Grant at most ${most} unit(s) with it; the others can be claimed again, with a return of their own.`,
        `le retour de la réclamation est terminé. Accordez-y au plus ${most} unité(s) ; les autres peuvent être réclamées à nouveau, avec leur propre retour.`,
      );
  }
  return null;
}
