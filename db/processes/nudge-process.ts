import { and, eq, isNull, sql } from 'drizzle-orm';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';
import { nudgeGraceMs } from './open-process.ts';

/**
 * Something that a process waits for has happened: its workflow is to look again. Told by the caller after the commit,
 * else by the relay; null when it is closed.
 */
export async function nudgeProcess(
  tx: Tx,
  id: string,
): Promise<{ kind: ProcessKind; id: string; customerId: string | null } | null> {
  const [nudged] = await tx
    .update(processes)
    .set({ nudgeAt: sql`now() + ${nudgeGraceMs}::int * interval '1 millisecond'` })
    .where(and(eq(processes.id, id), isNull(processes.closedAt)))
    .returning({ kind: processes.kind, id: processes.id, customerId: processes.customerId });
  // The trigger lets in no other kind.
  return (nudged as { kind: ProcessKind; id: string; customerId: string | null } | undefined) ?? null;
}
