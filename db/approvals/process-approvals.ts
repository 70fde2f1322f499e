/** Approvals of what is asked in a process of the customer's: bound to a digest, decided once, never by the requester. */
import { and, eq, sql } from 'drizzle-orm';
import { approvals } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type NewProcessApproval = {
  readonly processId: string;
  readonly reasons: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  /** Of what is shown to the approver. */
  readonly digest: string;
  readonly requester: string;
  readonly approverRole: string;
  /** Epoch ms. */
  readonly now: number;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

/** Asks; the process's row is locked, and it has no open approval. Returns the id. */
export async function raiseProcessApproval(tx: Tx, asked: NewProcessApproval): Promise<string> {
  const { processId, reasons, now, escalatesAt, expiresAt, ...rest } = asked;
  const [row] = await tx.execute<{ no: number }>(
    sql`select coalesce(max(no), 0)::int + 1 as no from approvals where process_id = ${processId}`,
  );
  const no = row?.no ?? 1;
  const id = `${processId}-A${no}`;
  await tx.insert(approvals).values({
    ...rest,
    ...{ id, processId, no, reasons: [...reasons] },
    raisedAt: new Date(now),
    escalatesAt: escalatesAt === null ? null : new Date(escalatesAt),
    expiresAt: new Date(expiresAt),
  });
  return id;
}

type Closing = { readonly id: string; readonly now: number } & (
  | { readonly state: 'approved' | 'rejected'; readonly by: string; readonly reason: string }
  | { readonly state: 'expired' | 'void' }
);

/** Closes an open approval. The constraint on the row refuses its requester. */
export async function closeApproval(tx: Tx, closing: Closing): Promise<void> {
  const decided = 'by' in closing && {
    decidedBy: closing.by,
    decidedAt: new Date(closing.now),
    reason: closing.reason,
  };
  await tx
    .update(approvals)
    .set({ state: closing.state, ...decided })
    .where(and(eq(approvals.id, closing.id), eq(approvals.state, 'open')));
}

/** Nobody answered: the next role is asked until it expires. */
export async function escalateApproval(tx: Tx, id: string, approverRole: string): Promise<void> {
  await tx.update(approvals).set({ approverRole, escalatesAt: null }).where(eq(approvals.id, id));
}
