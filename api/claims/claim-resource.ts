import type { z } from 'zod';
import { appealOpen, claimRules, isGranted, lingers, owesLate } from '../../domain/claims/claim.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { type LineRule, reasonsOf } from '../../domain/claims/claim-reasons.ts';
import { type ClaimStatus, claimMoves, claimStatuses } from '../../domain/claims/claim-states.ts';
import { claimHints, claimWait, isStuck } from '../../domain/claims/claim-words.ts';
import { nextStepOf } from '../../domain/claims/owed-steps.ts';
import { unreturnedUnits } from '../../domain/claims/unreturned.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import type { Currency } from '../../domain/money/money.ts';
import { shownClocks } from '../assistance/shown-clocks.ts';
import { iso, isoOrNull } from '../instant.ts';
import { type ProcessActions, processExample, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';
import type { claimSchema } from './claim-schemas.ts';

export const withdrawable = ['submitted', 'validating', 'need_info', 'assessed', 'in_review', 'appealed'] as const;
/** A repair of goods that came late is done when the claim has ended. */
export const doable = ['resolving', 'settled', 'closed'] as const;
export const answerable = ['resolving', 'settled', 'appealed', 'in_review', 'closed'] as const;
const appealable = ['rejected', 'partly_approved', 'settled'] as const;

/** Every role that reads claims sees prices. */
export function claimResource(
  facts: ClaimFacts,
  rulesOf: (lineNo: number) => readonly LineRule[],
  { role }: Caller,
): z.input<typeof claimSchema> {
  const { orderId, kind, decision, decidedByRules, versions } = facts;
  const asked = facts.proposed ?? facts.charge;
  const amount = (amountMinor: number) => ({ amount: amountMinor, currency: facts.currency as Currency }); // the order's
  return {
    ...processResource(facts, {
      ...{ kind: 'claim', moves: claimMoves, role },
      wait: { ...claimWait(facts), until: claimRules.wakeAt(facts) },
      lingers: lingers(facts),
      actions: actionsOf(facts),
    }),
    ...{ orderId, caseId: facts.caseId, owner: facts.owner, kind, decision, decidedByRules, tables: versions },
    approval: asked && { id: asked.approvalId, digest: asked.digest, requester: asked.proposedBy },
    lines: facts.lines.map((line) => ({
      ...{ lineNo: line.lineNo, sku: line.sku, units: line.units, granted: line.granted, outcome: line.outcome },
      worth: amount(line.worthMinor),
      verdict: line.verdict && { ...line.verdict },
      reasons: reasonsOf(line.verdict, rulesOf(line.lineNo)).map(withSpaces),
      rules: rulesOf(line.lineNo).map(({ table, rule }) => ({ table, rule })),
      nextStep: nextStepOf(line, facts)?.step ?? null,
    })),
    replacements: facts.replacements.map(({ lineNo, units, orderId: order, status }) => ({
      lineNo,
      units,
      orderId: order,
      status,
    })),
    unreturned: {
      open: unreturnedUnits(facts).map((one) => ({ ...one })),
      decided: facts.unreturned.map(({ lineNo, units, answer, takenBack, amountMinor }) => ({
        ...{ lineNo, units, answer, takenBack },
        amount: amount(amountMinor),
      })),
    },
    clocks: shownClocks(facts.clocks?.clocks ?? [], facts, Date.now()),
    refunds: facts.refunds.map(({ id, state, amountMinor }) => ({ id, state, amount: amount(amountMinor) })),
    return: facts.return && {
      ...{ id: facts.return.id, status: facts.return.status, dueAt: iso(facts.return.dueAt) },
      ...{ label: facts.return.label, trackingCode: facts.return.trackingCode },
      lines: facts.return.lines.map((line) => ({ ...line })),
      sendBacks: facts.return.sendBacks.map(({ id, label, sentAt, lines }) => ({
        ...{ id, label, sentAt: isoOrNull(sentAt) },
        lines: lines.map((line) => ({ ...line })),
      })),
    },
  };
}

/** Of a customer who is erased only what is stuck can be seen to. */
function actionsOf(facts: ClaimFacts): ProcessActions<ClaimStatus> {
  const intervention = {
    ...{ path: '/intervention', permission: 'claims.decide' as const, hint: claimHints.intervention },
    statuses: isStuck(facts) ? claimStatuses : [],
  };
  if (facts.woundUpAt !== null) return { intervention };
  return {
    evidence: {
      ...{ path: '/evidence', permission: 'claims.write', hint: claimHints.evidence },
      statuses: ['need_info', 'in_review'],
    },
    decision: {
      ...{ path: '/decision', permission: 'claims.decide', hint: claimHints.decision },
      statuses: ['in_review'],
    },
    appeal: {
      ...{ path: '/appeal', permission: 'claims.write', hint: claimHints.appeal },
      statuses: appealOpen(facts, Date.now()) ? appealable : [],
    },
    acknowledge: {
      ...{ path: '/acknowledgement', permission: 'claims.decide', hint: claimHints.acknowledge },
      statuses: facts.acknowledgedAt === null ? ['in_review'] : [],
    },
    withdraw: {
      ...{ path: '/withdraw', permission: 'claims.write', hint: claimHints.withdraw },
      statuses: isGranted(facts) ? [] : withdrawable,
    },
    unreturned: {
      ...{ path: '/unreturned', permission: 'claims.decide', hint: claimHints.unreturned },
      statuses: unreturnedUnits(facts).length > 0 ? answerable : [],
    },
    intervention,
    steps: {
      ...{ path: '/steps', permission: 'claims.decide', hint: claimHints.steps },
      statuses: facts.status === 'resolving' || owesLate(facts) ? doable : [],
    },
  };
}

export const claimExample: z.input<typeof claimSchema> = {
  ...{ ...processExample, id: 'CLM-7K3M2QX', status: 'closed', waiting: null, orderId: 'ORD-7K3M2QX' },
  ...{ kind: 'damaged', decision: 'approved', decidedByRules: true, approval: null, refunds: [], return: null },
  ...{ caseId: null, owner: null, clocks: [], replacements: [], unreturned: { open: [], decided: [] } },
  lines: [
    {
      ...{ lineNo: 1, sku: 'LAMP', units: 1, worth: { amount: 2298, currency: 'CAD' }, granted: 1, nextStep: null },
      reasons: [{ en: 'A small damage is refunded at once.', fr: 'Un petit dommage est remboursé aussitôt.' }],
      rules: [{ table: 'claim-outcome', rule: 'small-damage' }],
      ...{ verdict: { kind: 'approve', outcome: 'refund_only' }, outcome: 'refund_only' },
    },
  ],
  tables: { 'claim-outcome': 1 },
};
