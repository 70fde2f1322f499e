import { asc, sql } from 'drizzle-orm';
import { appendSettingEvent } from '../events/append-setting-event.ts';
import type { Database } from '../pool.ts';
import { approvalLimits } from '../schema/approvals.ts';
import type { Tx } from '../transaction.ts';

/** Up to which amount a role approves orders of a currency. Above every limit an administrator decides. */
export type ApprovalLimit = typeof approvalLimits.$inferSelect;

export async function listApprovalLimits(database: Pick<Database, 'query'>): Promise<ApprovalLimit[]> {
  return database.query.select().from(approvalLimits).orderBy(asc(approvalLimits.currency), asc(approvalLimits.role));
}

/** Adds or replaces these limits and leaves the others. Approvals that are open keep the role they were raised for. */
export async function putApprovalLimits(tx: Tx, actor: string, limits: readonly ApprovalLimit[]): Promise<void> {
  // In one order, so that two of these never wait for each other crosswise.
  const sorted = [...limits].sort((a, b) => (limitKey(a) < limitKey(b) ? -1 : 1));
  await tx
    .insert(approvalLimits)
    .values(sorted)
    .onConflictDoUpdate({
      target: [approvalLimits.role, approvalLimits.currency],
      set: { amountMinor: sql`excluded.amount_minor` },
    });
  await appendSettingEvent(tx, 'approval-limits', actor, { type: 'approval_limits.set', data: { limits: sorted } });
}

/** What makes a limit one of a kind. */
export const limitKey = ({ role, currency }: Pick<ApprovalLimit, 'role' | 'currency'>): string => `${currency} ${role}`;
