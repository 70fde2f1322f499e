/** An onboarding whose customer has gone quiet. */
const dayMs = 86_400_000;

/** When it will be stalled if the customer does nothing more, epoch ms. Days are of 24 hours, weekends count. */
export function stallsAt(waitedSince: number, customerActivityAt: readonly number[], afterDays: number): number {
  return Math.max(waitedSince, ...customerActivityAt) + afterDays * dayMs;
}
