import { and, eq } from 'drizzle-orm';
import type { ProcessState } from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { Database } from '../pool.ts';
import { processes } from '../schema/processes.ts';
import { inTransaction } from '../transaction.ts';
import type { ProcessStore } from './change-process.ts';
import { readRow, readStuck } from './process-row.ts';

/** The facts of a process as they are now; null for an unknown id. */
export function readProcess<Facts extends ProcessState<Status>, Status extends string>(
  database: Database,
  store: ProcessStore<Facts, Status>,
  id: string,
): Promise<Facts | null> {
  return inTransaction(database, async (tx) => {
    const row = await readRow<Status>(tx, { kind: store.kind, id, lock: false });
    return row && store.load(tx, { ...row, stuck: await readStuck(tx, id) });
  });
}

export async function processExists(
  database: Pick<Database, 'query'>,
  kind: ProcessKind,
  id: string,
): Promise<boolean> {
  const rows = await database.query
    .select({ id: processes.id })
    .from(processes)
    .where(and(eq(processes.id, id), eq(processes.kind, kind)));
  return rows.length === 1;
}
