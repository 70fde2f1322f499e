/**
 * Every status of an onboarding and every legal move. Forward goes one phase at a time; undoing a task may lead back to
 * its phase. A stalled one goes on in the phase where it stood. The database refuses any other move.
 */
export const onboardingMoves = {
  created: ['kickoff', 'stalled', 'cancelled'],
  kickoff: ['provisioning', 'stalled', 'cancelled'],
  provisioning: ['kickoff', 'training', 'stalled', 'cancelled'],
  training: ['kickoff', 'provisioning', 'go_live', 'stalled', 'cancelled'],
  go_live: ['kickoff', 'provisioning', 'training', 'verification', 'stalled', 'cancelled'],
  verification: ['kickoff', 'provisioning', 'training', 'go_live', 'completed', 'stalled', 'cancelled'],
  stalled: ['created', 'kickoff', 'provisioning', 'training', 'go_live', 'verification', 'cancelled'],
  completed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type OnboardingStatus = keyof typeof onboardingMoves;

export const onboardingPhases = ['kickoff', 'provisioning', 'training', 'go_live', 'verification'] as const;
export type OnboardingPhase = (typeof onboardingPhases)[number];
