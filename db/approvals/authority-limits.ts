import type { AuthorityLimits } from '../../domain/approvals/authority.ts';
import { approvalLimits } from '../schema/approvals.ts';
import { findPerson } from '../staff/staff.ts';
import type { Tx } from '../transaction.ts';

/** The limits of every role as rules ask for them; an administrator is without limit in every currency asked. */
export async function authorityLimits(tx: Tx, currency: string): Promise<AuthorityLimits> {
  const limits: Record<string, Record<string, number | null>> = { admin: { [currency]: null } };
  for (const { role, currency: of, amountMinor } of await tx.select().from(approvalLimits)) {
    if (role !== 'admin') limits[role] = { ...limits[role], [of]: amountMinor };
  }
  return limits;
}

/** A person's own limit, which stands instead of their role's; undefined where they have none. */
export async function ownLimit(tx: Tx, person: string, currency: string): Promise<number | undefined> {
  return (await findPerson(tx, person))?.limits[currency];
}
