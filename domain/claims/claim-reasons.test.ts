import { describe, expect, it } from 'vitest';
import { type LineRule, reasonsOf, refusalsOf } from './claim-reasons.ts';

const rule = (table: LineRule['table'], said: string): LineRule => ({
  ...{ table, rule: said, text: { en: `en ${said}`, fr: `fr ${said}` } },
});
const rules = [rule('claim-coverage', 'cover'), rule('claim-risk', 'risk'), rule('claim-outcome', 'outcome')];

describe('the reasons of a line', () => {
  it('are for the staff all that counted, in whole sentences', () => {
    expect(reasonsOf({ kind: 'review', proposed: null, why: ['risk'] }, rules).map(({ en }) => en)).toEqual([
      'A person looks at it, because of its risk.',
      'En cover.',
      'En risk.',
      'En outcome.',
    ]);
    expect(reasonsOf(null, [])).toEqual([]);
  });

  it('name what is missing in words, and by its code what a table of ours asks for without any', () => {
    expect(reasonsOf({ kind: 'need_info', missing: ['photo', 'statement', 'toString', 'photo'] }, [])).toEqual([
      {
        en: 'Missing: a photograph, a signed statement, toString.',
        fr: 'Il manque : une photographie, une déclaration signée, toString.',
      },
    ]);
  });

  it('are for the customer those of each refusal, and never how risk is counted', () => {
    const lines = [
      { sku: 'LAMP', verdict: { kind: 'refuse', why: 'too_late' }, rules },
      { sku: 'DESK', verdict: { kind: 'approve', outcome: 'credit' }, rules },
      { sku: 'SOFA', verdict: { kind: 'refuse', why: 'by_rule' }, rules },
      { sku: 'RUG', verdict: { kind: 'refuse', why: 'not_entitled' }, rules },
    ] as const;
    const told = refusalsOf(lines);
    expect(told.map(({ en }) => en)).toEqual([
      'LAMP: the time in which it can be claimed has passed. En cover.',
      'SOFA: our rules do not cover it. En outcome.',
      'RUG: these units were claimed, returned or refunded before, or have not reached you yet.',
    ]);
    expect(told[0]?.fr).toBe('LAMP : le délai pour réclamer est passé. Fr cover.');
  });
});
