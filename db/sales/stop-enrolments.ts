import { type InteractionKind, stopsEnrolment } from '../../domain/sales/cadence.ts';
import { changeProcess } from '../processes/change-process.ts';
import type { Tx } from '../transaction.ts';
import { enrolmentStore } from './enrolment-store.ts';
import { stopEnrolment } from './stop-enrolment.ts';

type Stopping = {
  /** In the order in which processes are locked. */
  readonly ids: readonly string[];
  readonly done: { readonly kind: InteractionKind; readonly at: number };
  readonly now: number;
  readonly actor: string;
};

/** Of these enrolments stops those that what a prospect did stops, under each one's own lock; returns their ids, to be woken up. */
export async function stopEnrolments(tx: Tx, { ids, done, now, actor }: Stopping): Promise<string[]> {
  const stopped: string[] = [];
  for (const id of ids) {
    await changeProcess(tx, enrolmentStore, { id, now, actor, byWorkflow: false }, async (change) => {
      const { status, stoppedBecause } = change.facts;
      // It may have ended while this waited for its lock.
      if (status !== 'running' || stoppedBecause !== null || !stopsEnrolment(change.facts, done)) return;
      await stopEnrolment(change, done.kind);
      stopped.push(id);
    });
  }
  return stopped;
}
