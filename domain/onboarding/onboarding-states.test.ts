import { expect, it } from 'vitest';
import { canMoveOnboarding, type OnboardingStatus, onboardingMoves, onboardingPhases } from './onboarding-states.ts';

const statuses = Object.keys(onboardingMoves) as OnboardingStatus[]; // Object.keys widens to string[]

it('goes forward phase by phase and back to any earlier one', () => {
  onboardingPhases.forEach((from, index) => {
    onboardingPhases.forEach((to, place) => {
      expect(canMoveOnboarding(from, to)).toBe(place === index + 1 || place < index);
    });
  });
  expect(canMoveOnboarding('created', 'kickoff')).toBe(true);
  expect(statuses.filter((from) => canMoveOnboarding(from, 'completed'))).toEqual(['verification']);
});

it('can stall or be cancelled while open, and a stalled one goes on anywhere', () => {
  for (const status of statuses) {
    const closed = status === 'completed' || status === 'cancelled';
    expect(canMoveOnboarding(status, 'cancelled')).toBe(!closed);
    expect(canMoveOnboarding(status, 'stalled')).toBe(!closed && status !== 'stalled');
    expect(canMoveOnboarding('stalled', status)).toBe(status !== 'stalled' && status !== 'completed');
    if (closed) expect(onboardingMoves[status]).toEqual([]);
  }
});
