/** Who may decide on a claim alone, and who has to say yes otherwise. */
import type { Role } from '../access/roles.ts';
import { type AuthorityLimits, covers, smallestCovering } from '../approvals/authority.ts';
import type { ClaimLevel } from './claim-tables.ts';

/** Smallest authority first. */
const claimLadder = ['agent', 'supervisor', 'admin'] as const satisfies readonly Role[];
export type ClaimApprover = (typeof claimLadder)[number];

export type Authority = {
  /** What the table asks for. */
  readonly level: ClaimLevel;
  /** With everything that was asked for this customer, or by this person, in 24 hours. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly limits: AuthorityLimits;
};

const rank = (role: string): number => [...claimLadder, 'none'].indexOf(role);
const reaches = (role: Role, level: ClaimLevel): boolean => level === 'none' || rank(role) >= rank(level);

/** Who may decide what the table asks this level for. */
export const rolesReaching = (level: ClaimLevel): ClaimApprover[] => claimLadder.filter((role) => reaches(role, level));

/** What the table asks for goes by the role; the amount by a limit of the person's own, where they have one. */
export function mayGrantAlone(
  asker: { readonly role: Role; readonly own?: number | undefined },
  { level, amountMinor, currency, limits }: Authority,
): boolean {
  return reaches(asker.role, level) && (amountMinor === 0 || covers(limits, asker, amountMinor, currency));
}

/** The smallest role that may; administrators are without limit. */
export function approverOf(authority: Authority): ClaimApprover {
  const able = claimLadder.filter((role) => reaches(role, authority.level));
  const limitOf = (role: ClaimApprover): number | null =>
    covers(authority.limits, { role }, authority.amountMinor, authority.currency) ? null : -1;
  return smallestCovering(able, 0, limitOf) ?? 'admin';
}
