import { expect, it } from 'vitest';
import { caseMoves } from '../assistance/case-states.ts';
import { claimMoves } from '../claims/claim-states.ts';
import { exitMoves } from '../exit/exit-states.ts';
import { onboardingMoves } from '../onboarding/onboarding-states.ts';
import { processKinds } from '../processes/process-kinds.ts';
import { enrolmentMoves } from '../sales/cadence.ts';
import { opportunityMoves } from '../sales/opportunity-stages.ts';
import { areaOf, wordsOf } from './event-words.ts';

const statuses = {
  case: caseMoves,
  claim: claimMoves,
  exit: exitMoves,
  onboarding: onboardingMoves,
  enrolment: enrolmentMoves,
  opportunity: opportunityMoves,
};

it.each(Object.entries(statuses))(
  'has words in both languages for every status of a %s, and for its opening',
  (kind, moves) => {
    for (const status of ['opened', ...Object.keys(moves)]) {
      const { en, fr } = wordsOf(`${kind}.${status}`);
      expect([en, fr]).not.toContain(`${kind}.${status}`);
      expect(en).not.toBe(fr);
    }
  },
);

it('knows the area of every kind of process', () => {
  expect(Object.keys(processKinds).map(areaOf)).toEqual([
    'deals',
    'cadences',
    'onboardings',
    'cases',
    'claims',
    'exits',
  ]);
  expect(['order', 'customer', 'message', 'task'].map(areaOf)).toEqual(['orders', 'customer', 'messages', 'tasks']);
});

it('shows an event that it has no words for by its type', () => {
  expect(wordsOf('order.of_long_ago')).toEqual({ en: 'order.of_long_ago', fr: 'order.of_long_ago' });
});
