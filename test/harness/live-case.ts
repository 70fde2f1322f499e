/** Cases without Temporal: each change in a transaction of its own, at an instant of the caller's choice. */
import { assistanceCase } from '../../activities/assistance/case.ts';
import { caseStore } from '../../db/assistance/case-store.ts';
import { openCase } from '../../db/assistance/open-case.ts';
import { publishSla } from '../../db/assistance/slas.ts';
import type { Database } from '../../db/pool.ts';
import { changeProcess, type ProcessChange } from '../../db/processes/change-process.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { publishCalendar } from '../../db/staff/calendars.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import { casePolicies } from '../../domain/assistance/case-policy.ts';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import { workingCalendar } from './working-calendars.ts';

const hour = 3_600_000;
const targets = (hours: number) => ({
  firstResponseMs: hours * hour,
  nextResponseMs: hours * hour,
  resolutionMs: 10 * hours * hour,
});

/** A calendar and a service level on it, published anew each time: the next version of both. */
export async function publishDesk(database: Database, id = 'desk', untilMinute = 1020) {
  return inTransaction(database, async (tx) => {
    const day = [{ fromMinute: 540, untilMinute }];
    const week = [day, day, day, day, day, [], []];
    const calendar = await publishCalendar(tx, { ...workingCalendar({ id, week }) }, 'test');
    const promised = { low: targets(16), normal: targets(8), high: targets(4), urgent: targets(1) };
    const sla = await publishSla(tx, { id, calendarId: id, targets: promised, createdBy: 'test' });
    return { calendar, sla };
  });
}

type Desk = Awaited<ReturnType<typeof publishDesk>>;
type Opening = { readonly customerId: string; readonly now: number; readonly byWorkflow: boolean };

/** `byWorkflow`: as if its workflow had looked at once; else a relay starts it. */
export async function openCaseIn(
  tx: Tx,
  { calendar, sla }: Desk,
  { customerId, now, byWorkflow }: Opening,
): Promise<string> {
  const id = await openProcess(tx, { kind: 'case', customerId, status: 'new', now, actor: 'test' });
  const said = { subject: 'Lamp', body: 'It is broken.', channel: 'phone', priority: 'normal' } as const;
  const about = { id, customerId, language: 'fr', orderId: null, team: 'support', policy: casePolicies.standard };
  await openCase(tx, { ...said, ...about, sla, calendar, now });
  await changeProcess(tx, caseStore, { id, now, actor: 'test', byWorkflow }, async () => undefined);
  return id;
}

export function openCaseRow(database: Database, desk: Desk, now: number): Promise<string> {
  return inTransaction(database, (tx) => openCaseIn(tx, desk, { customerId: 'CUS-CARD', now, byWorkflow: true }));
}

export async function changeCase<T>(
  database: Database,
  id: string,
  now: number,
  change: (change: ProcessChange<CaseFacts>) => Promise<T>,
): Promise<{ value: T; facts: CaseFacts; progress: ProcessProgress }> {
  return inTransaction(database, (tx) =>
    changeProcess(tx, caseStore, { id, now, actor: 'test', byWorkflow: true }, change),
  );
}

/** What the case's workflow does when it wakes up. */
export async function advanceCase(database: Database, id: string, now: number): Promise<ProcessProgress> {
  // The definition has forgotten its types, not its store.
  const advance = assistanceCase.advance as unknown as (change: ProcessChange<CaseFacts>) => Promise<void>;
  return (await changeCase(database, id, now, advance)).progress;
}
