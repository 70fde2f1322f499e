import { asc, inArray } from 'drizzle-orm';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';

/** Locks several processes in the order of their ids, as everybody does who changes more than one. */
export async function lockProcesses(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .select({ id: processes.id })
    .from(processes)
    .where(inArray(processes.id, [...ids]))
    .orderBy(asc(processes.id))
    .for('no key update');
}
