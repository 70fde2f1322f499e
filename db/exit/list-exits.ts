import { sql } from 'drizzle-orm';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import type { ExitKind, ExitStatus } from '../../domain/exit/exit-states.ts';
import type { Database } from '../pool.ts';
import {
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type ExitSummary = ListedProcess<ExitStatus> & { readonly kind: ExitKind; readonly reason: ExitReason | null };

export function listExits(
  database: Pick<Database, 'query'>,
  filter: ProcessFilter<ExitStatus>,
  page: ProcessPage,
): Promise<ExitSummary[]> {
  const [columns, joins] = [sql`e.kind, e.reason`, sql`join exits e on e.id = p.id`];
  return listProcesses(database, { kind: 'exit', columns, joins, filter }, page);
}
