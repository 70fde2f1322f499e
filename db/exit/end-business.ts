/** What ends with a customer who leaves, each by its own change: its rules, its events, its workflow told. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { closeForLeaving } from '../assistance/close-for-leaving.ts';
import { cancelOnboarding } from '../onboarding/cancel-onboarding.ts';
import { onboardingStore } from '../onboarding/onboarding-store.ts';
import { changeProcess } from '../processes/change-process.ts';
import { lockProcesses } from '../processes/lock-processes.ts';
import { enrolmentStore } from '../sales/enrolment-store.ts';
import { moveOpportunity } from '../sales/move-opportunity.ts';
import { opportunityStore } from '../sales/opportunity-store.ts';
import { stopEnrolment } from '../sales/stop-enrolment.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

type Ending = Extract<ProcessKind, 'enrolment' | 'onboarding' | 'opportunity' | 'case'>;
export type Running = { readonly id: string; readonly kind: Ending };
type Leaving = { readonly exitId: string; readonly now: number; readonly actor: string };

/** Of a customer, and of whoever was merged into them, in the order in which processes are locked. */
export async function runningProcesses(tx: Tx, customerId: string, kinds: readonly Ending[]): Promise<Running[]> {
  const wanted = sql.join(
    kinds.map((kind) => sql`${kind}`),
    sql`, `,
  );
  const rows = await tx.execute<Running>(sql`
    select id, kind from processes
    where customer_id in (select customer_family(${customerId})) and closed_at is null and kind in (${wanted})
      and (kind <> 'onboarding' or status not in ('completed', 'cancelled'))
    order by id`);
  return [...rows];
}

/** The same under their locks: what ended meanwhile is not among them. */
export async function lockRunning(tx: Tx, customerId: string, kinds: readonly Ending[]): Promise<Running[]> {
  const found = await runningProcesses(tx, customerId, kinds);
  await lockProcesses(
    tx,
    found.map(({ id }) => id),
  );
  return runningProcesses(tx, customerId, kinds);
}

/** Ends them, and nobody has to do anything more about them. */
export async function endProcesses(tx: Tx, running: readonly Running[], leaving: Leaving): Promise<void> {
  for (const one of running) await end(tx, one, leaving);
  const ids = running.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(leaving.now) })
    .where(and(inArray(tasks.processId, ids), eq(tasks.state, 'open')));
}

async function end(tx: Tx, { id, kind }: Running, { exitId, now, actor }: Leaving): Promise<unknown> {
  const options = { id, now, actor, byWorkflow: false };
  switch (kind) {
    case 'enrolment':
      return changeProcess(tx, enrolmentStore, options, (change) => stopEnrolment(change, 'lifecycle'));
    case 'onboarding':
      return changeProcess(tx, onboardingStore, options, (change) => cancelOnboarding(change, exitId));
    case 'opportunity': {
      const also = { closeReason: leftReason, recycledUntil: null, nextStep: null, nextStepDueAt: null };
      return changeProcess(tx, opportunityStore, options, (change) =>
        moveOpportunity(change, { through: ['lost'], why: leftReason, also }),
      );
    }
    case 'case':
      return closeForLeaving(tx, options, leftReason);
  }
}

const leftReason = 'customer_left';
