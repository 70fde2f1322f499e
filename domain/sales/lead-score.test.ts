import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frequencyTable, type PastDeal, scoreLead } from './lead-score.ts';

const deal = (won: boolean, lastStage: PastDeal['lastStage'], factors: Record<string, string> = {}): PastDeal => ({
  won,
  lastStage,
  factors,
});

describe('the frequency table', () => {
  it('credits a won deal to all stages and a lost one up to where it died', () => {
    const { deals, stages } = frequencyTable([
      deal(true, 'negotiation'),
      deal(true, 'proposal'),
      deal(false, 'qualified'),
      deal(false, 'new'),
    ]);
    expect(deals).toEqual({ won: 2, lost: 2 });
    expect(stages).toEqual({
      new: { won: 2, lost: 2 },
      contacted: { won: 2, lost: 1 },
      qualified: { won: 2, lost: 1 },
      proposal: { won: 2, lost: 0 },
      negotiation: { won: 2, lost: 0 },
    });
  });

  it('counts every value of every factor', () => {
    const deals = [
      deal(true, 'new', { source: 'web' }),
      deal(false, 'new', { source: 'web' }),
      deal(false, 'new', { source: 'fair' }),
      deal(true, 'new'),
    ];
    expect(frequencyTable(deals).factors).toEqual({ source: { web: { won: 1, lost: 1 }, fair: { won: 0, lost: 1 } } });
  });
});

describe('the score', () => {
  const history = frequencyTable([
    ...Array.from({ length: 8 }, () => deal(true, 'negotiation', { source: 'referral' })),
    ...Array.from({ length: 2 }, () => deal(true, 'negotiation', { source: 'web' })),
    ...Array.from({ length: 2 }, () => deal(false, 'contacted', { source: 'referral' })),
    ...Array.from({ length: 28 }, () => deal(false, 'new', { source: 'web' })),
  ]);

  it('is that of Bayes, worked out by hand', () => {
    const won = 10.1 * (10.1 / 10.1) * (8.1 / 10.2);
    const lost = 30.1 * (2.1 / 30.1) * (2.1 / 30.2);
    const { probability } = scoreLead(history, { stage: 'contacted', factors: { source: 'referral' } });
    expect(probability).toBeCloseTo(won / (won + lost), 12);
  });

  it('says what each factor adds, the weightiest first', () => {
    const { parts } = scoreLead(history, { stage: 'contacted', factors: { source: 'referral', colour: 'red' } });
    expect(parts.map(({ factor, value }) => [factor, value])).toEqual([
      ['stage', 'contacted'],
      ['source', 'referral'],
      ['history', null],
    ]);
    expect(parts.map(({ logOdds }) => Math.sign(logOdds))).toEqual([1, 1, -1]);
  });

  it('without history is even', () => {
    expect(scoreLead(frequencyTable([]), { stage: 'new', factors: { source: 'web' } }).probability).toBe(0.5);
  });

  it('ignores a value never seen, also one named like what every object has', () => {
    const plain = scoreLead(history, { stage: 'new', factors: {} });
    expect(scoreLead(history, { stage: 'new', factors: { source: 'toString', constructor: 'x' } })).toEqual(plain);
  });

  it('is a probability, and the parts sum to its log odds', () => {
    const stage = fc.constantFrom('new' as const, 'contacted' as const, 'proposal' as const);
    const factors = fc.record({ source: fc.constantFrom('a', 'b'), size: fc.constantFrom('s', 'm', 'l') });
    const deals = fc.array(fc.record({ won: fc.boolean(), lastStage: stage, factors }), { maxLength: 60 });
    fc.assert(
      fc.property(deals, fc.record({ stage, factors }), (past, lead) => {
        const { probability, parts } = scoreLead(frequencyTable(past), lead);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
        const sum = parts.reduce((total, part) => total + part.logOdds, 0);
        expect(Math.log(probability / (1 - probability))).toBeCloseTo(sum, 6);
      }),
    );
  });
});
