import { expect, it } from 'vitest';
import { decisionTable } from '../../test/harness/decision-tables.ts';
import type { DecisionTable } from '../decisions/decision-table.ts';
import { assessClaim, type ClaimToAssess, type LineToAssess, type TablesOfClaim } from './assess-claim.ts';

const day = 86_400_000;
const line: LineToAssess = {
  ...{ lineNo: 1, sku: 'LAMP', units: 1, claimable: 1, worthMinor: 600, productClass: 'general' },
  ...{ serial: null, soldSerials: [], putAway: 0 },
  startedAt: { delivery: 0, invoice: 0, registration: null },
};
const claim: ClaimToAssess = {
  ...{ kind: 'damaged', currency: 'CAD', cause: null, submittedAt: 2 * day, evidence: [], lines: [line] },
  ...{ claimsInYear: 0, customerDays: 100, orderRisk: 0 },
};

type Cells = Parameters<typeof decisionTable>[1];
const table = (input: string, cells: Cells): DecisionTable =>
  decisionTable('FIRST', cells, { inputs: [{ name: input, type: 'number' }] });
const tables: TablesOfClaim = {
  'claim-coverage': table('days', [[{}, { startsAt: 'delivery', days: 30, needsSerial: false, exclusions: '' }]]),
  'claim-evidence': null,
  'claim-risk': null,
  'claim-outcome': table('daysSinceDelivery', [
    [{ daysSinceDelivery: '<= 2' }, { outcome: 'credit' }],
    [{}, { outcome: 'repair' }],
  ]),
  'claim-approval': table('totalMinor', [[{ totalMinor: '<= 1000' }, { level: 'none' }]]),
};
const verdicts = (changes: Partial<ClaimToAssess>) =>
  assessClaim(tables, { ...claim, ...changes }).map(({ verdict, level }) => ({ ...verdict, level }));

it.each([
  ['to the end of the second', 3 * day - 1, 'credit'],
  ['from the third on', 3 * day, 'repair'],
])('counts whole days since the delivery: %s', (_title, submittedAt, outcome) => {
  expect(verdicts({ submittedAt })).toEqual([{ kind: 'approve', outcome, level: 'none' }]);
});

it('asks who has to decide by what all lines come to, and where no rule says it a person does', () => {
  const both = verdicts({ lines: [line, { ...line, lineNo: 2 }] });
  const review = { kind: 'review', proposed: 'credit', why: ['above_limit'], level: 'agent' };
  expect(both).toEqual([review, review]);
});
