/** Deals and enrolments written as the API writes them, without it. Relays start their workflows. */
import { opportunity } from '../../activities/sales/opportunity.ts';
import type { Database } from '../../db/pool.ts';
import { changeProcess, type ProcessChange } from '../../db/processes/change-process.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { enrolmentStore } from '../../db/sales/enrolment-store.ts';
import { writeOpportunity } from '../../db/sales/open-opportunity.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { snooze, wake } from '../../db/sales/pause-opportunity.ts';
import { enrolments } from '../../db/schema/sales.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';

const actor = 'test';

type NewDeal = { readonly calendar: WorkingCalendar; readonly customerId: string; readonly now: number };

export async function openDealIn(tx: Tx, { calendar, customerId, now }: NewDeal): Promise<string> {
  const id = await openProcess(tx, { kind: 'opportunity', customerId, status: 'new', now, actor });
  const deal = { title: 'Lamps', team: 'sales', owner: 'marie', amountMinor: 100_000, currency: 'CAD', factors: {} };
  await writeOpportunity(tx, { id, calendar, now, deal });
  await changeProcess(tx, opportunityStore, { id, now, actor, byWorkflow: false }, async () => undefined);
  return id;
}

/** It slept for a while. */
export async function sleptIn(tx: Tx, id: string, { from, until }: { from: number; until: number }): Promise<void> {
  const at = (now: number) => ({ id, now, actor, byWorkflow: false });
  await changeProcess(tx, opportunityStore, at(from), (change) => snooze(change, until, 'on holiday'));
  await changeProcess(tx, opportunityStore, at(until), (change) => wake(change, until));
}

/** What the deal's workflow does when it wakes up. */
export async function advanceDeal(database: Database, id: string, now: number): Promise<ProcessProgress> {
  // The definition has forgotten its types, not its store.
  const advance = opportunity.advance as unknown as (change: ProcessChange<OpportunityFacts>) => Promise<void>;
  const looked = await inTransaction(database, (tx) =>
    changeProcess(tx, opportunityStore, { id, now, actor, byWorkflow: true }, advance),
  );
  return looked.progress;
}

type NewEnrolment = {
  readonly cadenceId: string;
  /** `id@version` */
  readonly calendar: string;
  readonly customerId: string;
  /** Until its first touch. */
  readonly delayMs: number;
};

export async function enrolIn(tx: Tx, { cadenceId, calendar, customerId, delayMs }: NewEnrolment): Promise<string> {
  const now = Date.now();
  const id = await openProcess(tx, { kind: 'enrolment', customerId, status: 'running', now, actor });
  const row = { id, cadenceId, cadenceVersion: 1, calendar, owner: 'Marie', dueAt: new Date(now + delayMs) };
  await tx.insert(enrolments).values(row);
  await changeProcess(tx, enrolmentStore, { id, now, actor, byWorkflow: false }, async () => undefined);
  return id;
}
