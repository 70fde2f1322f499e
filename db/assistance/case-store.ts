import { asc, eq, sql } from 'drizzle-orm';
import { type CaseFacts, caseRules } from '../../domain/assistance/case.ts';
import { type CaseEvent, foldCaseClocks } from '../../domain/assistance/case-clocks.ts';
import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { caseEvents, caseLevels, cases } from '../schema/assistance.ts';
import type { Tx } from '../transaction.ts';
import { calendarsOf } from './clock-calendars.ts';

export const caseStore: ProcessStore<CaseFacts, CaseStatus> = {
  ...caseRules,
  load: async (tx, state) => {
    const row = await readCase(tx, state.id);
    const events = await readCaseEvents(tx, state.id);
    const calendarOf = await calendarsOf(tx, events);
    const clocks = foldCaseClocks(events, calendarOf);
    if (!row || !clocks || state.customerId === null) throw new Error(`case ${state.id} has lost its rows`);
    const { subject, channel, priority, team, orderId, mergedInto, policy, waits, remindersSent, satisfaction } = row;
    return {
      ...state,
      customerId: state.customerId,
      ...{ subject, channel, priority, team, orderId, mergedInto, policy, waits, remindersSent, satisfaction },
      ...{ sla: row.slaId, owner: row.ownerId, remindAt: row.remindAt?.getTime() ?? null, messages: row.messages },
      ...{ events, clocks, calendarOf, fired: await readFired(tx, state.id) },
    };
  },
};

async function readCase(tx: Tx, id: string) {
  const messages = sql<number>`(select count(*)::int from case_messages where case_id = ${id})`;
  const [row] = await tx.select({ row: cases, messages }).from(cases).where(eq(cases.id, id));
  return row && { ...row.row, messages: row.messages };
}

async function readCaseEvents(tx: Tx, id: string): Promise<CaseEvent[]> {
  const rows = await tx
    .select({ event: caseEvents.event })
    .from(caseEvents)
    .where(eq(caseEvents.caseId, id))
    .orderBy(asc(caseEvents.no));
  return rows.map(({ event }) => event);
}

function readFired(tx: Tx, id: string) {
  const { clock, no, percent } = caseLevels;
  return tx.select({ clock, no, percent }).from(caseLevels).where(eq(caseLevels.caseId, id));
}
