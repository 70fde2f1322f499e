import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionTable } from '../../test/harness/decision-tables.ts';
import type { DecisionTable } from './decision-table.ts';
import { evaluateTable } from './evaluate-table.ts';
import { provableOverlaps } from './overlaps.ts';
import { tableProblems } from './table-problems.ts';

const one = { points: 1 };
const problemsOf = (table: DecisionTable) => tableProblems(table).map(({ code, path }) => `${code} ${path}`);

/** One rule with this text. */
const saying = (en: string, fr: string, more: readonly string[] = []) =>
  decisionTable('FIRST', [], {
    inputs: ['days', ...more].map((name) => ({ name, type: 'string' as const })),
    rules: [{ id: 'a', text: { en, fr }, when: {}, gives: one }],
  });

describe('a table', () => {
  it('that is sound may be published', () => {
    const cells = [
      [{ days: '< 10', kind: '"a", "b"' }, one],
      [{ days: '>= 10', vip: 'true' }, one],
      [{ days: '>= 10', vip: 'false' }, one],
    ] as const;
    expect(tableProblems(decisionTable('UNIQUE', cells))).toEqual([]);
  });

  it.each([
    ['no rules', decisionTable('FIRST', []), ['empty rules']],
    ['no inputs', decisionTable('FIRST', [[{}, one]], { inputs: [] }), ['empty inputs']],
    ['a test that cannot be read', decisionTable('FIRST', [[{ days: '> ' }, one]]), ['unreadable rules/0/when/days']],
    ['an empty test', decisionTable('FIRST', [[{ days: '' }, one]]), ['unreadable rules/0/when/days']],
    ['a name nobody knows', decisionTable('FIRST', [[{ days: '> limit' }, one]]), ['unknown_name rules/0/when/days']],
    [
      'a function nobody knows',
      decisionTable('FIRST', [[{ days: 'foo(?)' }, one]]),
      ['unknown_name rules/0/when/days'],
    ],
    ['an input it does not have', decisionTable('FIRST', [[{ age: '> 1' }, one]]), ['unknown_name rules/0/when/age']],
    [
      'an output it does not have',
      decisionTable('FIRST', [[{}, { points: 1, more: 2 }]]),
      ['unknown_name rules/0/gives/more'],
    ],
    ['a rule that says nothing', decisionTable('FIRST', [[{}, {}]]), ['missing_output rules/0/gives/points']],
    ['a sum of words', decisionTable('COLLECT sum', [[{}, { points: 'many' }]]), ['not_a_number rules/0/gives/points']],
    ['no rank for what it says', decisionTable('PRIORITY', [[{}, one]]), ['not_ranked rules/0/gives/points']],
    [
      'the time in a test',
      decisionTable('FIRST', [[{ kind: 'string(now()) = ?' }, one]]),
      ['unrepeatable rules/0/when/kind'],
    ],
    [
      'a sum over two outputs',
      decisionTable('COLLECT sum', [[{}, { points: 1, more: 2 }]], { outputs: [{ name: 'points' }, { name: 'more' }] }),
      ['several_outputs outputs'],
    ],
    [
      'a rule twice',
      decisionTable('FIRST', [], {
        rules: [
          { text: { en: 'A.', fr: 'B.' }, id: 'a', when: {}, gives: one },
          { text: { en: 'A.', fr: 'B.' }, id: 'a', when: {}, gives: one },
        ],
      }),
      ['duplicate rules/1'],
    ],
    [
      'a name with a blank',
      decisionTable('FIRST', [[{}, one]], { inputs: [{ name: 'my days', type: 'number' }] }),
      ['bad_name inputs/0'],
    ],
    ['half an amount in a text', saying('Above {50000}.', 'Au-delà de {50000}.'), ['bad_amount rules/0/text']],
    [
      'another amount in French',
      saying('Above {amount 1}.', 'Au-delà de {amount 2}.', ['currency']),
      ['bad_amount rules/0/text'],
    ],
    ['an amount and no currency', saying('Above {amount 1}.', 'Au-delà de {amount 1}.'), ['bad_amount rules/0/text']],
    [
      'overlapping UNIQUE rules',
      decisionTable('UNIQUE', [
        [{ days: '<= 10' }, one],
        [{ days: '[10..20]' }, one],
      ]),
      ['overlap rules/1'],
    ],
  ])('with %s is refused, and it is said where', (_title, table, problems) => {
    expect(problemsOf(table)).toEqual(problems);
    expect(tableProblems(table).filter(({ detail }) => detail.en === detail.fr)).toEqual([]);
  });

  it('may name the time in a text', () => {
    expect(tableProblems(decisionTable('FIRST', [[{ kind: '"now()"' }, one]]))).toEqual([]);
  });
});

describe('overlaps', () => {
  it.each([
    ['touching', { days: '< 10' }, { days: '>= 10' }, false],
    ['sharing one number', { days: '<= 10' }, { days: '>= 10' }, true],
    ['open between two numbers', { days: '(1..3)' }, { days: '(2..4)' }, true],
    ['apart by another input', { days: '> 1', vip: 'true' }, { days: '> 1', vip: 'false' }, false],
    ['a text and all but it', { kind: '"a"' }, { kind: 'not("a")' }, false],
    ['all but one text and all but another', { kind: 'not("a")' }, { kind: 'not("b")' }, true],
    ['anything', {}, { days: '5' }, true],
    ['looking at another input, left to evaluation', { kind: 'days > 1' }, {}, false],
  ])('%s: %o and %o', (_title, first, second, overlap) => {
    const table = decisionTable('UNIQUE', [
      [first, one],
      [second, one],
    ]);
    expect(provableOverlaps(table).length > 0).toBe(overlap);
  });

  it('are shown by a case that really matches both', () => {
    const bound = fc.integer({ min: -5, max: 5 });
    const test = fc.oneof(
      bound.map((n) => `< ${n}`),
      bound.map((n) => `>= ${n}`),
      fc.tuple(bound, bound).map(([a, b]) => `[${Math.min(a, b)}..${Math.max(a, b)})`),
      fc.constant('-'),
    );
    const kind = fc.constantFrom('-', '"a"', '"b", "c"', 'not("a")');
    const rule = fc.record({ days: test, kind });
    fc.assert(
      fc.property(fc.array(rule, { minLength: 2, maxLength: 3 }), (rules) => {
        const table = decisionTable(
          'UNIQUE',
          rules.map((when) => [when, one] as const),
        );
        const found = provableOverlaps(table);
        for (const { rules: pair, example } of found)
          expect(evaluateTable(table, example).matched).toEqual(expect.arrayContaining([...pair]));
        if (found.length > 0) return;
        for (let days = -6; days <= 6; days += 0.5)
          for (const kind of ['a', 'b', 'z'])
            expect(evaluateTable(table, { days, kind, vip: true }).verdict).not.toBe('conflict');
      }),
      { numRuns: 25 },
    );
  });
});
