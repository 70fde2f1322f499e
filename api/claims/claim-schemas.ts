import { z } from 'zod';
import { claimClockNames } from '../../domain/claims/claim-clocks.ts';
import { type ClaimStatus, claimKinds, claimMoves } from '../../domain/claims/claim-states.ts';
import { dispositions } from '../../domain/claims/match-receipt.ts';
import { type ClaimOutcome, outcomeSteps, returnMoves, unreturnedAnswers } from '../../domain/claims/outcomes.ts';
import { caseClock } from '../assistance/case-schemas.ts';
import { instant } from '../instant.ts';
import { orderStatus } from '../orders/order-schemas.ts';
import { listedFields } from '../processes/process-list.ts';
import { processFields } from '../processes/process-resource.ts';
import { bilingual, money, oncePerLine, rowNumber, text } from '../schemas.ts';

const units = z.number().int().min(1).max(1_000_000);
const outcomes = Object.keys(outcomeSteps) as [ClaimOutcome, ...ClaimOutcome[]]; // Object.keys widens to string[]
const evidence = z.strictObject({
  kind: text(40).describe('photo, statement, …'),
  reference: text(200).describe('Where it is kept'),
});

export const claimParams = z.strictObject({ id: z.string().min(1).max(40) });

export const claimBody = z.strictObject({
  orderId: z.string().min(1).max(40),
  caseId: z.string().min(1).max(40).optional().describe('The case in which it is made; one of the same customer’s'),
  kind: z.enum(claimKinds),
  cause: text(40).optional().describe('wear, misuse, …'),
  description: text(2000).optional().describe('In the customer’s words'),
  lines: z
    .array(z.strictObject({ lineNo: rowNumber, units, serial: text(80).optional() }))
    .min(1)
    .max(200)
    .superRefine(oncePerLine),
  evidence: z.array(evidence).max(50).default([]),
});

export const claimBodyExample = {
  orderId: 'ORD-7K3M2QX',
  kind: 'damaged' as const,
  lines: [{ lineNo: 1, units: 1 }],
  evidence: [{ kind: 'photo', reference: 'file://claims/1.jpg' }],
};

export const claimListExample = {
  data: [
    {
      ...{ id: 'CLM-7K3M2QX', customerId: 'CUS-4T9X0AB', status: 'in_review' as const, version: 3 },
      ...{ statusSince: '2026-02-03T15:04:05.678Z', openedAt: '2026-02-03T15:04:05.678Z', orderId: 'ORD-7K3M2QX' },
      ...{ kind: 'damaged' as const, decision: null, owner: 'marie' },
    },
  ],
  page: { next: null },
};

export const evidenceBody = z.strictObject({ evidence: z.array(evidence).min(1).max(50) });

export const decisionBody = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        lineNo: rowNumber,
        granted: z.number().int().min(0).max(1_000_000),
        outcome: z.enum(outcomes).nullable().describe('Null where nothing is granted'),
      }),
    )
    .min(1)
    .max(200)
    .superRefine(oncePerLine),
  reason: text(500),
});

export const appealBody = z.strictObject({ reason: text(500) });

export const stepBody = z.strictObject({
  lineNo: rowNumber,
  step: z.enum(['replacement', 'repair', 'send_back']),
  units,
  reference: text(80).describe('The order that replaces it, the repair’s number, the parcel’s code'),
});

export const unreturnedBody = z.strictObject({
  lineNo: rowNumber,
  units,
  answer: z.enum(unreturnedAnswers).describe('charge: an invoice on account; write_off: our loss'),
  reason: text(500),
});

export const interventionBody = z.strictObject({
  subject: z.string().min(1).max(60).describe('The refund, the return, or the parcel that is sent back'),
  resolution: z.enum(['retry', 'skip']),
  reason: text(500),
});

const sku = text(64);
export const receiptBody = z.strictObject({ units: z.array(z.strictObject({ sku, units })).min(1).max(200) });

export const inspectionBody = z.strictObject({
  lines: z
    .array(z.strictObject({ lineNo: rowNumber, units, accepted: z.boolean(), disposition: z.enum(dispositions) }))
    .min(1)
    .max(200),
});

const count = z.number().int();
const returned = z.strictObject({
  id: z.string(),
  status: z.enum(Object.keys(returnMoves) as [keyof typeof returnMoves]), // Object.keys widens to string[]
  dueAt: instant,
  label: z.enum(['none', 'wanted', 'bought']),
  trackingCode: z.string().nullable(),
  lines: z.array(
    z.strictObject({
      lineNo: count,
      sku: z.string(),
      units: count,
      received: count,
      inspected: count,
      accepted: count,
    }),
  ),
  sendBacks: z
    .array(
      z.strictObject({
        id: z.string(),
        label: z.enum(['none', 'wanted', 'bought']),
        sentAt: instant.nullable(),
        lines: z.array(z.strictObject({ lineNo: count, units: count })),
      }),
    )
    .describe('Parcels to the customer, of what was not accepted'),
});

const owner = z.string().nullable().describe('Who of the staff has it in hand');
const decision = z.enum(['approved', 'partly_approved', 'rejected']).nullable();
const claimClock = caseClock.extend({ clock: z.enum(claimClockNames) }).meta({ id: 'ClaimClock' });

export const claimSummary = z
  .strictObject({
    ...listedFields<ClaimStatus>(claimMoves),
    orderId: z.string(),
    kind: z.enum(claimKinds),
    decision,
    owner,
  })
  .meta({ id: 'ClaimSummary' });

export const claimSchema = z
  .strictObject({
    ...processFields<ClaimStatus>(claimMoves),
    orderId: z.string(),
    caseId: z.string().nullable(),
    owner,
    kind: z.enum(claimKinds),
    decision,
    decidedByRules: z.boolean().describe('No person has looked at it'),
    approval: z
      .strictObject({ id: z.string(), digest: z.string(), requester: z.string() })
      .nullable()
      .describe(
        'A decision, or a charge for an original, that waits for a second person; decide it at /v1/approvals/{id}/decision',
      ),
    lines: z.array(
      z.strictObject({
        lineNo: count,
        sku: z.string(),
        units: count,
        worth: money,
        verdict: z.record(z.string(), z.unknown()).nullable().describe('What the rules propose, and why'),
        reasons: z.array(bilingual).describe('In words: what was found, and what the rules that counted say'),
        rules: z.array(z.strictObject({ table: z.string(), rule: z.string() })).describe('The rules that counted'),
        granted: count.nullable(),
        outcome: z.enum(outcomes).nullable(),
        nextStep: z.string().nullable(),
      }),
    ),
    replacements: z
      .array(
        z.strictObject({
          lineNo: count,
          units: count,
          orderId: z.string().nullable(),
          status: orderStatus.nullable(),
        }),
      )
      .describe('Orders that replace what was claimed'),
    unreturned: z
      .strictObject({
        open: z.array(z.strictObject({ lineNo: count, units: count })).describe('Wait for somebody to decide'),
        decided: z.array(
          z.strictObject({
            ...{ lineNo: count, units: count, answer: z.enum(unreturnedAnswers), amount: money },
            takenBack: count.describe(
              'Units that came after all and were accepted: their share of the amount is credited',
            ),
          }),
        ),
      })
      .describe('Originals that never came back though they were replaced in advance'),
    clocks: z.array(claimClock),
    refunds: z.array(z.strictObject({ id: z.string(), state: z.string(), amount: money })),
    return: returned.nullable(),
    tables: z.record(z.string(), count.nullable()).describe('The versions by which it is decided'),
  })
  .meta({ id: 'Claim' });
