/** When a new customer is asked how it goes. The profile in force is copied into an onboarding when it is opened. */
import type { PolicyProfile } from '../orders/order-policy.ts';

export type CheckIn = {
  /** What it is called: the days after the end of the onboarding. */
  readonly day: number;
  readonly afterMs: number;
};

export type OnboardingPolicy = { readonly checkIns: readonly CheckIn[] };

const dayMs = 86_400_000;
const demoDayMs = 200;

const checkInsWith = (lengthOfDayMs: number): readonly CheckIn[] =>
  [30, 60, 90].map((day) => ({ day, afterMs: day * lengthOfDayMs }));

export const onboardingPolicies = {
  standard: { checkIns: checkInsWith(dayMs) },
  demo: { checkIns: checkInsWith(demoDayMs) },
} as const satisfies Record<PolicyProfile, OnboardingPolicy>;
