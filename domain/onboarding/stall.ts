/** An onboarding whose customer has gone quiet. */
const dayMs = 86_400_000;

/** When it will be stalled if the customer does nothing more, epoch ms. Days are of 24 hours, weekends count. */
export function stallsAt(startedAt: number, customerActivityAt: readonly number[], afterDays: number): number {
  return Math.max(startedAt, ...customerActivityAt) + afterDays * dayMs;
}

export function isStalled(
  onboarding: {
    readonly startedAt: number;
    readonly customerActivityAt: readonly number[];
    readonly afterDays: number;
  },
  nowMs: number,
): boolean {
  return nowMs >= stallsAt(onboarding.startedAt, onboarding.customerActivityAt, onboarding.afterDays);
}
