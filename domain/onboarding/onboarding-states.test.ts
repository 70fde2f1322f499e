import { expect, it } from 'vitest';
import { type OnboardingStatus, onboardingMoves, onboardingPhases } from './onboarding-states.ts';

const statuses = Object.keys(onboardingMoves) as OnboardingStatus[]; // Object.keys widens to string[]

const canMove = (from: OnboardingStatus, to: OnboardingStatus) => onboardingMoves[from].some((target) => target === to);

it('goes forward phase by phase and back to any earlier one', () => {
  onboardingPhases.forEach((from, index) => {
    onboardingPhases.forEach((to, place) => {
      expect(canMove(from, to)).toBe(place === index + 1 || place < index);
    });
  });
  expect(canMove('created', 'kickoff')).toBe(true);
  expect(statuses.filter((from) => canMove(from, 'completed'))).toEqual(['verification']);
});

it('can stall or be cancelled while open, and a stalled one goes on anywhere', () => {
  for (const status of statuses) {
    const closed = status === 'completed' || status === 'cancelled';
    expect(canMove(status, 'cancelled')).toBe(!closed);
    expect(canMove(status, 'stalled')).toBe(!closed && status !== 'stalled');
    expect(canMove('stalled', status)).toBe(status !== 'stalled' && status !== 'completed');
    if (closed) expect(onboardingMoves[status]).toEqual([]);
  }
});
