import { describe, expect, it } from 'vitest';
import { decisionTable } from '../../test/harness/decision-tables.ts';
import type { HitPolicy } from './decision-table.ts';
import { evaluateTable, inputProblems } from './evaluate-table.ts';

const inputs = { days: 12, kind: 'damaged', vip: false };
const points = (...values: number[]) =>
  values.map((value, index) => [{ days: index === 2 ? '> 100' : '>= 10' }, { points: value }] as const);
const ranked = { outputs: [{ name: 'points', priorities: [30, 20, 10] }] };

describe('a hit policy', () => {
  it.each([
    ['UNIQUE', [5], 'decided', { points: 5 }, ['r1'], ['r1']],
    ['UNIQUE', [5, 6], 'conflict', null, ['r1', 'r2'], []],
    ['FIRST', [10, 30, 99], 'decided', { points: 10 }, ['r1', 'r2'], ['r1']],
    ['COLLECT list', [10, 30, 99], 'decided', { points: [10, 30] }, ['r1', 'r2'], ['r1', 'r2']],
    ['COLLECT sum', [10, 30, 99], 'decided', { points: 40 }, ['r1', 'r2'], ['r1', 'r2']],
    ['COLLECT min', [30, 10, 1, 10], 'decided', { points: 10 }, ['r1', 'r2', 'r4'], ['r2', 'r4']],
    ['COLLECT max', [30, 10, 99], 'decided', { points: 30 }, ['r1', 'r2'], ['r1']],
    ['COLLECT count', [30, 10, 99], 'decided', { points: 2 }, ['r1', 'r2'], ['r1', 'r2']],
  ] as const)('%s over %j: %s', (policy, values, verdict, outputs, matched, winners) => {
    expect(evaluateTable(decisionTable(policy, points(...values)), inputs)).toEqual({
      verdict,
      outputs,
      matched,
      winners,
      version: 3,
    });
  });

  it.each([
    ['UNIQUE', 'no_match', null],
    ['FIRST', 'no_match', null],
    ['PRIORITY', 'no_match', null],
    ['COLLECT list', 'decided', { points: [] }],
    ['COLLECT sum', 'decided', { points: 0 }],
    ['COLLECT count', 'decided', { points: 0 }],
    ['COLLECT min', 'no_match', null],
    ['COLLECT max', 'no_match', null],
  ] as [HitPolicy, string, unknown][])('%s when no rule matches: %s', (policy, verdict, outputs) => {
    const decision = evaluateTable(decisionTable(policy, [[{ days: '> 100' }, { points: 1 }]], ranked), inputs);
    expect(decision).toMatchObject({ verdict, outputs, matched: [], winners: [] });
  });

  it('PRIORITY takes the highest rank, and the first of equals', () => {
    expect(evaluateTable(decisionTable('PRIORITY', points(10, 30, 30, 20, 30), ranked), inputs)).toMatchObject({
      outputs: { points: 30 },
      winners: ['r2'],
    });
  });

  it('PRIORITY goes by the second output where the first ties', () => {
    const outputs = [
      { name: 'level', priorities: ['admin', 'agent'] },
      { name: 'urgent', priorities: [true, false] },
    ];
    const cells = [
      [{}, { level: 'agent', urgent: true }],
      [{}, { level: 'admin', urgent: false }],
      [{}, { level: 'admin', urgent: true }],
    ] as const;
    expect(evaluateTable(decisionTable('PRIORITY', cells, { outputs }), inputs).winners).toEqual(['r3']);
  });
});

describe('a test', () => {
  it.each([
    ['-', true],
    ['12', true],
    ['[12..20)', true],
    ['(12..20]', false],
    ['< 5, > 10', true],
    ['not(12)', false],
    ['? > 5 and ? < 13', true],
    ['if vip then ? > 20 else ? > 10', true],
    ['null', false],
  ])('days %s is passed by 12: %s', (test, passed) => {
    const { matched } = evaluateTable(decisionTable('FIRST', [[{ days: test }, { points: 1 }]]), inputs);
    expect(matched.length === 1).toBe(passed);
  });

  it.each([
    ['"lost","damaged"', true],
    ['not("damaged")', false],
    ['starts with(?, "dam")', true],
  ])('kind %s is passed by damaged: %s', (test, passed) => {
    const { matched } = evaluateTable(decisionTable('FIRST', [[{ kind: test }, { points: 1 }]]), inputs);
    expect(matched.length === 1).toBe(passed);
  });

  it('that compares what is not known is not passed', () => {
    const table = decisionTable('COLLECT count', [
      [{ days: '> 1' }, { points: 1 }],
      [{ days: '<= 1' }, { points: 1 }],
      [{ days: 'null' }, { points: 1 }],
    ]);
    expect(evaluateTable(table, { ...inputs, days: null }).matched).toEqual(['r3']);
  });
});

it.each([
  [{ days: 1, kind: 'x', vip: true }, []],
  [{ days: null, kind: null, vip: null }, []],
  [{ kind: 'x', vip: true }, ['days']],
  [{ days: '1', kind: 'x', vip: true }, ['days']],
  [{ days: Number.NaN, kind: 'x', vip: true }, ['days']],
  [{ days: 1, kind: 'x', vip: true, other: 1 }, ['other']],
])('names the inputs of %o that do not fit: %o', (given, names) => {
  expect(inputProblems(decisionTable('FIRST', []), given)).toEqual(names);
});
