import { describe, expect, it } from 'vitest';
import {
  canMoveOpportunity,
  criteria,
  exitCriteria,
  type OpportunityStage,
  opportunityMoves,
  planAdvance,
  stagePath,
} from './opportunity-stages.ts';

const all = Object.keys(opportunityMoves) as OpportunityStage[]; // Object.keys widens to string[]

describe('a deal', () => {
  it('goes forward one stage at a time and back to any earlier one', () => {
    stagePath.forEach((from, index) => {
      if (from === 'won') return;
      stagePath.forEach((to, place) => {
        expect(canMoveOpportunity(from, to)).toBe(place === index + 1 || (place < index && place >= 0));
      });
    });
  });

  it('can be lost or recycled from every open stage, and begins anew when recycled', () => {
    for (const stage of stagePath.slice(0, -1)) {
      expect(canMoveOpportunity(stage, 'lost')).toBe(true);
      expect(canMoveOpportunity(stage, 'recycled')).toBe(true);
    }
    expect(all.filter((to) => canMoveOpportunity('recycled', to))).toEqual(['new', 'lost']);
    expect(all.filter((to) => canMoveOpportunity('won', to) || canMoveOpportunity('lost', to))).toEqual([]);
  });

  it('moves on when the exit criteria of its stage are evidenced', () => {
    expect(planAdvance('new', 'contacted', new Set(exitCriteria.new))).toEqual({
      kind: 'advance',
      through: ['contacted'],
    });
  });

  it('that would skip ahead is answered with everything that is missing on the way', () => {
    expect(planAdvance('new', 'proposal', new Set(['contact_made', 'need_confirmed', 'timeline_confirmed']))).toEqual({
      kind: 'missing',
      missing: [
        { stage: 'contacted', criterion: 'decision_maker_known' },
        { stage: 'qualified', criterion: 'budget_confirmed' },
      ],
    });
  });

  it('passes each stage on the way, by legal moves, when nothing is missing', () => {
    const plan = planAdvance('contacted', 'won', new Set(criteria));
    expect(plan).toEqual({ kind: 'advance', through: ['qualified', 'proposal', 'negotiation', 'won'] });
    const through = plan.kind === 'advance' ? plan.through : [];
    through.forEach((to, index) => {
      expect(canMoveOpportunity(through[index - 1] ?? 'contacted', to)).toBe(true);
    });
  });

  it.each([
    ['proposal', 'contacted'],
    ['proposal', 'proposal'],
    ['lost', 'won'],
    ['recycled', 'new'],
  ] as const)('does not advance from %s to %s', (from, to) => {
    expect(planAdvance(from, to, new Set(criteria))).toEqual({ kind: 'not_ahead' });
  });
});
