/** Up to what amount a role may say yes, and who is asked for more. Amounts are minor units of one currency. */

/** Who can be asked to approve at all, smallest authority first. */
export const approverLadder = ['agent', 'supervisor', 'admin'] as const;
export type ApproverRole = (typeof approverLadder)[number];

/** Per role and currency the largest amount it covers; `null` is without limit, a missing entry covers nothing. */
export type AuthorityLimits = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** `own`: the limit of the person, where they have one, instead of their role's. */
export function covers(
  limits: AuthorityLimits,
  { role, own }: { readonly role: string; readonly own?: number | null | undefined },
  amountMinor: number,
  currency: string,
): boolean {
  const limit = own ?? limits[role]?.[currency];
  if (limit === undefined) return false;
  return limit === null || amountMinor <= limit;
}

/** The first role of the ladder, smallest authority first, that covers the amount; null where none does. */
export function smallestCovering<R extends string>(
  ladder: readonly R[],
  amountMinor: number,
  limitOf: (role: R) => number | null,
): R | null {
  return (
    ladder.find((role) => {
      const limit = limitOf(role);
      return limit === null || amountMinor <= limit;
    }) ?? null
  );
}

/** Who is asked when `role` does not answer: the next of the ladder; null after the last and for a stranger to it. */
export function nextOnLadder<R extends string>(ladder: readonly R[], role: string): R | null {
  const roles: readonly string[] = ladder;
  const index = roles.indexOf(role);
  return index === -1 ? null : (ladder[index + 1] ?? null);
}
