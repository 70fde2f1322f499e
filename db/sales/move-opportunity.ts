import { and, eq, inArray } from 'drizzle-orm';
import { applyClockEvent } from '../../domain/clock/clock.ts';
import { changedAt, isOpenStage, type OpportunityFacts, stageClock } from '../../domain/sales/opportunity.ts';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import { closeApproval, openApprovalOf } from '../approvals/process-approvals.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { opportunities, quotes } from '../schema/pipeline.ts';
import { calendarKey, newestCalendar } from '../staff/calendars.ts';
import { voidApprovals, voidOverdue, voidQuoteNeeded } from './deal-tasks.ts';
import { logStage } from './stage-log.ts';

type Change = ProcessChange<OpportunityFacts>;
type Columns = Partial<typeof opportunities.$inferInsert>;

/** Sends a deal through stages, the last of which it stays in: a new clock, and whoever was told of the old one is left alone. */
export async function moveOpportunity(
  { tx, facts, now, record }: Change,
  { through, why, also = {} }: { through: readonly OpportunityStage[]; why: string; also?: Columns },
): Promise<void> {
  const goal = through.at(-1) ?? facts.goal;
  const at = changedAt(facts, now);
  await tx
    .update(opportunities)
    .set({
      goal,
      ...(await clockOf({ tx, facts }, goal, at)),
      firedLevels: [],
      snoozedUntil: null,
      snoozeReason: null,
      ...also,
    })
    .where(eq(opportunities.id, facts.id));
  await logStage(
    tx,
    facts.id,
    through.map((stage) => ({ kind: 'entered', stage, at })),
  );
  await voidOverdue(tx, facts.id, now);
  await voidQuoteNeeded(tx, facts.id, now);
  if (goal === 'won' || goal === 'lost' || goal === 'recycled') await replaceQuotes(tx, facts.id, now);
  record('opportunity.sent', { to: goal, why });
}

/** The newest version of the calendar counts from here on; where nothing is due the old clock stops. */
async function clockOf(
  { tx, facts }: Pick<Change, 'tx' | 'facts'>,
  goal: OpportunityStage,
  at: number,
): Promise<Columns> {
  if (isOpenStage(goal)) {
    const calendar = (await newestCalendar(tx, facts.calendar.id)) ?? facts.calendar;
    const key = calendarKey(calendar);
    return { calendar: key, clock: stageClock(calendar, key, goal, at) };
  }
  return { clock: applyClockEvent(facts.clock, { kind: 'stopped', at }, () => facts.calendar) ?? facts.clock };
}

/** A deal that is over, and one with a newer quote, has none that could still be accepted. */
export async function replaceQuotes(tx: Change['tx'], id: string, now: number): Promise<void> {
  const replaced = await tx
    .update(quotes)
    .set({ state: 'replaced' })
    .where(and(eq(quotes.opportunityId, id), inArray(quotes.state, ['awaiting_approval', 'open'])))
    .returning({ no: quotes.no });
  const open = await openApprovalOf(tx, id);
  if (open !== null) await closeApproval(tx, open, 'void');
  await voidApprovals(
    tx,
    id,
    replaced.map(({ no }) => no),
    now,
  );
}
