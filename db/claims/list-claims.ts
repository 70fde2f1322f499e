import { sql } from 'drizzle-orm';
import type { LineDecision } from '../../domain/claims/assess-line.ts';
import type { ClaimKind, ClaimStatus } from '../../domain/claims/claim-states.ts';
import type { Database } from '../pool.ts';
import {
  equal,
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type ClaimSummary = ListedProcess<ClaimStatus> & {
  readonly orderId: string;
  readonly kind: ClaimKind;
  readonly decision: LineDecision | null;
  readonly owner: string | null;
};

type ClaimFilter = ProcessFilter<ClaimStatus> & {
  readonly order?: string | undefined;
  readonly kind?: ClaimKind | undefined;
  readonly owner?: string | undefined;
};

export function listClaims(
  database: Pick<Database, 'query'>,
  { order, kind, owner, ...filter }: ClaimFilter,
  page: ProcessPage,
): Promise<ClaimSummary[]> {
  const columns = sql`c.order_id as "orderId", c.kind, c.decision, c.owner_id as owner`;
  const joins = sql`join claims c on c.id = p.id`;
  const conditions = equal({ 'c.order_id': order, 'c.kind': kind, 'c.owner_id': owner });
  return listProcesses(database, { kind: 'claim', columns, joins, filter, conditions }, page);
}
