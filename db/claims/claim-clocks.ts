import { wantedClocks } from '../../domain/claims/claim-clock-states.ts';
import {
  type ClaimClockEvent,
  type ClaimClocks,
  foldClaimClocks,
  sameStates,
} from '../../domain/claims/claim-clocks.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { CalendarOf } from '../../domain/clock/clock.ts';
import { tasksOfStopped } from '../../domain/sla/named-clock.ts';
import { calendarsIn } from '../assistance/clock-calendars.ts';
import { asTheyStand, clockRow } from '../assistance/clock-rows.ts';
import type { Following } from '../processes/change-process.ts';
import { claimClockEvents, claimClocks } from '../schema/claim-clocks.ts';
import { calendarKey, newestCalendar } from '../staff/calendars.ts';
import { voidLevelTasks } from '../tasks/void-level-tasks.ts';
import type { Tx } from '../transaction.ts';
import { claimServiceLevel } from './claim-service-level.ts';

/** The clocks go by the claim's status: what it has come to turns them, in the same transaction. */
export async function turnClaimClocks({ tx, facts, now }: Following<ClaimFacts>): Promise<ClaimFacts> {
  const wanted = wantedClocks(facts);
  if (facts.clocks !== null && sameStates(facts.clocks.states, wanted)) return facts;
  // Clocks of two machines differ: an event is never dated before the one it follows.
  const at = Math.max(now, facts.clockEvents.at(-1)?.at ?? facts.openedAt);
  const { calendarOf, events } = facts.clocks === null ? await opening(tx, facts.openedAt) : { ...facts, events: [] };
  const added: ClaimClockEvent[] = [...events, { kind: 'turned', at, to: wanted }];
  await tx.insert(claimClockEvents).values(
    added.map((event, index) => ({
      ...{ claimId: facts.id, no: facts.clockEvents.length + index + 1, at: new Date(event.at), event },
    })),
  );
  const clockEvents = [...facts.clockEvents, ...added];
  const turned = { ...facts, clockEvents, calendarOf, clocks: foldClaimClocks(clockEvents, calendarOf) };
  await store(tx, turned);
  const { id, clocks, fired } = turned;
  await voidLevelTasks(tx, tasksOfStopped(id, clocks?.clocks ?? [], fired), now);
  return turned;
}

type Opening = { readonly calendarOf: CalendarOf; readonly events: readonly ClaimClockEvent[] };

/** What is promised now stays with the claim. */
async function opening(tx: Tx, at: number): Promise<Opening> {
  const { calendarId, targets } = await claimServiceLevel(tx);
  const calendar = await newestCalendar(tx, calendarId);
  if (calendar === null) throw new Error(`there is no calendar ${calendarId}`);
  return {
    calendarOf: calendarsIn([calendar]),
    events: [{ kind: 'opened', at, targets, calendar: calendarKey(calendar) }],
  };
}

/** As they are stored; the audit compares them with these. */
export const claimClockRows = (claimId: string, { clocks }: ClaimClocks, calendarOf: CalendarOf) =>
  clocks.map((named) => ({ claimId, ...clockRow(named, calendarOf) }));

async function store(tx: Tx, { id, clocks, calendarOf }: ClaimFacts): Promise<void> {
  if (!clocks || clocks.clocks.length === 0) return;
  await tx
    .insert(claimClocks)
    .values(claimClockRows(id, clocks, calendarOf))
    .onConflictDoUpdate({ target: [claimClocks.claimId, claimClocks.clock, claimClocks.no], set: asTheyStand });
}
