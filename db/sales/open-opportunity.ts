import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { stageClock } from '../../domain/sales/opportunity.ts';
import { opportunities } from '../schema/pipeline.ts';
import { calendarKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';
import { logStage } from './stage-log.ts';

export type NewOpportunity = Pick<
  typeof opportunities.$inferInsert,
  'title' | 'team' | 'owner' | 'amountMinor' | 'currency' | 'factors'
>;

/** Writes what is particular to a deal that was just opened. */
export async function writeOpportunity(
  tx: Tx,
  { id, calendar, now, deal }: { id: string; calendar: WorkingCalendar; now: number; deal: NewOpportunity },
): Promise<void> {
  const key = calendarKey(calendar);
  const clock = stageClock(calendar, key, 'new', now);
  await tx.insert(opportunities).values({ ...deal, id, goal: 'new', calendar: key, clock });
  await logStage(tx, id, [{ kind: 'entered', stage: 'new', at: now }]);
}
