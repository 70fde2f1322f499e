import type { z } from 'zod';
import { appealOpen, type ClaimFacts, claimRules, nextStepOf } from '../../domain/claims/claim.ts';
import { claimMoves } from '../../domain/claims/claim-states.ts';
import { claimHints, claimWait } from '../../domain/claims/claim-words.ts';
import type { Currency } from '../../domain/money/money.ts';
import { iso } from '../orders/pricing.ts';
import { processExample, processResource } from '../processes/process-resource.ts';
import type { Caller } from '../route.ts';
import type { claimSchema } from './claim-schemas.ts';

export const withdrawable = ['submitted', 'validating', 'need_info', 'assessed', 'in_review', 'appealed'] as const;
const appealable = ['rejected', 'partly_approved', 'settled'] as const;

/** Every role that reads claims sees prices. */
export function claimResource(facts: ClaimFacts, { role }: Caller): z.input<typeof claimSchema> {
  const { orderId, kind, decision, decidedByRules, proposed, versions } = facts;
  const amount = (amountMinor: number) => ({ amount: amountMinor, currency: facts.currency as Currency }); // the order's
  return {
    ...processResource(facts, {
      ...{ kind: 'claim', moves: claimMoves, role },
      wait: { ...claimWait(facts), until: claimRules.wakeAt(facts) },
      actions: {
        evidence: {
          path: '/evidence',
          permission: 'claims.write',
          statuses: ['need_info', 'in_review'],
          hint: claimHints.evidence,
        },
        decision: {
          path: '/decision',
          permission: 'claims.decide',
          statuses: ['in_review'],
          hint: claimHints.decision,
        },
        appeal: {
          ...{ path: '/appeal', permission: 'claims.write', hint: claimHints.appeal },
          statuses: appealOpen(facts, Date.now()) ? appealable : [],
        },
        withdraw: { path: '/withdraw', permission: 'claims.write', statuses: withdrawable, hint: claimHints.withdraw },
        steps: { path: '/steps', permission: 'claims.decide', statuses: ['resolving'], hint: claimHints.steps },
      },
    }),
    ...{ orderId, kind, decision, decidedByRules, tables: versions },
    approval: proposed && { id: proposed.approvalId, digest: proposed.digest, requester: proposed.proposedBy },
    lines: facts.lines.map((line) => ({
      ...{ lineNo: line.lineNo, sku: line.sku, units: line.units, granted: line.granted, outcome: line.outcome },
      worth: amount(line.worthMinor),
      verdict: line.verdict && { ...line.verdict },
      nextStep: nextStepOf(line, facts.return)?.step ?? null,
    })),
    refunds: facts.refunds.map(({ id, state, amountMinor }) => ({ id, state, amount: amount(amountMinor) })),
    return: facts.return && {
      ...{ id: facts.return.id, status: facts.return.status, dueAt: iso(facts.return.dueAt) },
      lines: facts.return.lines.map((line) => ({ ...line })),
    },
  };
}

export const claimExample: z.input<typeof claimSchema> = {
  ...{ ...processExample, id: 'CLM-7K3M2QX', status: 'closed', waiting: null, orderId: 'ORD-7K3M2QX' },
  ...{ kind: 'damaged', decision: 'approved', decidedByRules: true, approval: null, refunds: [], return: null },
  lines: [
    {
      ...{ lineNo: 1, sku: 'LAMP', units: 1, worth: { amount: 2298, currency: 'CAD' }, granted: 1, nextStep: null },
      ...{ verdict: { kind: 'approve', outcome: 'refund_only' }, outcome: 'refund_only' },
    },
  ],
  tables: { 'claim-outcome': 1 },
};
