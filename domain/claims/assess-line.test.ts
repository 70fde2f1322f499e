import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessLine, decisionOf, type LineAssessment, type LineVerdict, statusAfterAssessment } from './assess-line.ts';

const line: LineAssessment = {
  ...{ units: 2, claimable: 2, coverage: { covered: true, untilDate: '2026-03-31' }, evidenceMissing: [] },
  ...{ riskPoints: 10, reviewAtRisk: 50, outcome: 'refund_only', putAway: 0, aboveLimit: false },
};
const late = { covered: false, why: 'too_late' } as const;

describe('a line', () => {
  it.each([
    ['is granted', {}, { kind: 'approve', outcome: 'refund_only' }],
    ['asks for more than may be claimed', { units: 3, coverage: late }, { kind: 'refuse', why: 'not_entitled' }],
    ['is no longer covered', { coverage: late, evidenceMissing: ['photo'] }, { kind: 'refuse', why: 'too_late' }],
    ['lacks evidence', { evidenceMissing: ['photo'], riskPoints: 99 }, { kind: 'need_info', missing: ['photo'] }],
    ['is risky', { riskPoints: 50 }, { kind: 'review', proposed: 'refund_only', why: ['risk'] }],
    [
      'is worth more than is granted without a person',
      { aboveLimit: true },
      { kind: 'review', proposed: 'refund_only', why: ['above_limit'] },
    ],
    ['fits no rule', { outcome: null }, { kind: 'review', proposed: null, why: ['no_rule'] }],
    [
      'is to be repaired and stands on a shelf',
      { outcome: 'repair', putAway: 1 },
      { kind: 'review', proposed: null, why: ['put_away'] },
    ],
    ['is given money for, and stands on a shelf', { putAway: 1 }, { kind: 'approve', outcome: 'refund_only' }],
    ['is refused by a rule', { outcome: 'refuse' }, { kind: 'refuse', why: 'by_rule' }],
    [
      'is refused by a rule and risky',
      { outcome: 'refuse', riskPoints: 99 },
      { kind: 'review', proposed: null, why: ['risk'] },
    ],
  ] as [string, Partial<LineAssessment>, LineVerdict][])('%s', (_title, changes, verdict) => {
    expect(assessLine({ ...line, ...changes })).toEqual(verdict);
  });

  it('is never refused for its risk', () => {
    const any = fc.record({
      riskPoints: fc.nat(200),
      outcome: fc.constantFrom('refund_only' as const, 'credit' as const, 'refuse' as const, null),
      evidenceMissing: fc.constantFrom([], ['photo']),
      units: fc.nat(4),
    });
    fc.assert(
      fc.property(any, (changes) => {
        const risky = assessLine({ ...line, ...changes });
        const safe = assessLine({ ...line, ...changes, riskPoints: 0 });
        if (risky.kind === 'refuse') expect(safe.kind).toBe('refuse');
      }),
    );
  });
});

const approve: LineVerdict = { kind: 'approve', outcome: 'credit' };
const refuse: LineVerdict = { kind: 'refuse', why: 'too_late' };
const review: LineVerdict = { kind: 'review', proposed: null, why: ['risk'] };
const ask: LineVerdict = { kind: 'need_info', missing: ['photo'] };

it.each([
  ['all granted', [approve, approve], 'auto_approved'],
  ['all refused', [refuse], 'rejected'],
  ['some of each', [approve, refuse], 'in_review'],
  ['one to be looked at', [approve, review], 'in_review'],
  ['one lacking evidence', [refuse, review, ask], 'need_info'],
  ['no line at all', [], 'in_review'],
] as [string, LineVerdict[], string][])('a claim with %s goes to %s', (_title, verdicts, status) => {
  expect(statusAfterAssessment(verdicts)).toBe(status);
});

it.each([
  [
    [
      [2, 2],
      [1, 1],
    ],
    'approved',
  ],
  [
    [
      [2, 2],
      [1, 0],
    ],
    'partly_approved',
  ],
  [[[2, 1]], 'partly_approved'],
  [
    [
      [2, 0],
      [1, 0],
    ],
    'rejected',
  ],
] as const)('units asked and granted %j: %s', (lines, decision) => {
  expect(decisionOf(lines.map(([asked, granted]) => ({ asked, granted })))).toBe(decision);
});
