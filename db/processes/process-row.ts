import { and, eq, sql } from 'drizzle-orm';
import type { ProcessState } from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { processes, stuckWork } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';

export type ProcessRow<Status extends string> = Omit<ProcessState<Status>, 'stuck'> & {
  readonly alarmAt: number | null;
  readonly watchAt: number | null;
  readonly closedAt: number | null;
  /** Its workflow has not been seen to look since it was to be told. */
  readonly nudgePending: boolean;
};

/** With `lock`: waits for any other change of this process to end, then holds it until the transaction does. */
export async function readRow<Status extends string>(
  tx: Tx,
  { kind, id, lock }: { readonly kind: ProcessKind; readonly id: string; readonly lock: boolean },
): Promise<ProcessRow<Status> | null> {
  const query = tx
    .select()
    .from(processes)
    .where(and(eq(processes.id, id), eq(processes.kind, kind)));
  const [row] = await (lock ? query.for('no key update') : query);
  if (!row) return null;
  const { customerId, status, openedBy, version } = row;
  return {
    id,
    customerId,
    status: status as Status, // the trigger lets in no other
    openedBy,
    version,
    statusSince: row.statusSince.getTime(),
    openedAt: row.openedAt.getTime(),
    watchAt: row.watchAt?.getTime() ?? null,
    alarmAt: row.alarmAt?.getTime() ?? null,
    closedAt: row.closedAt?.getTime() ?? null,
    nudgePending: row.nudgeAt !== null,
  };
}

/** Work that is not due: it waits for a person, or one has skipped it. */
export function readStuck(tx: Tx, id: string): Promise<ProcessState['stuck']> {
  return tx
    .select({ kind: stuckWork.work, subject: stuckWork.subject })
    .from(stuckWork)
    .where(and(eq(stuckWork.processId, id), sql`${stuckWork.resolution} is distinct from 'retry'`));
}
