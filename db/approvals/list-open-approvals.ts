import { sql } from 'drizzle-orm';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** An approval that waits for a decision. Instants are epoch ms. */
export type OpenApproval = {
  readonly id: string;
  /** It is about an order, or about another process of the customer's. */
  readonly orderId: string | null;
  readonly processId: string | null;
  readonly reasons: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  readonly digest: string;
  readonly requester: string;
  readonly approverRole: string;
  readonly raisedAt: number;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly raisedAtText: string;
};

export type RaisedPosition = { readonly raisedAt: string; readonly id: string };

/** Open approvals, the oldest first, after `position` when there is one. */
export async function listOpenApprovals(
  database: Pick<Database, 'query'>,
  { position, limit }: { readonly position: RaisedPosition | null; readonly limit: number },
): Promise<OpenApproval[]> {
  const after = position
    ? sql`and (a.raised_at, a.id) > (${position.raisedAt}::timestamptz, ${position.id})`
    : sql.raw('');
  const rows = await database.query.execute<OpenApproval>(sql`
    select a.id, a.order_id as "orderId", a.process_id as "processId", a.reasons, a.amount_minor as "amountMinor", a.currency, a.digest, a.requester,
      a.approver_role as "approverRole", ${at('a.raised_at')} as "raisedAt", ${at('a.escalates_at')} as "escalatesAt",
      ${at('a.expires_at')} as "expiresAt", a.raised_at::text as "raisedAtText"
    from approvals a where a.state = 'open' ${after} order by a.raised_at, a.id limit ${limit}`);
  return [...rows];
}
