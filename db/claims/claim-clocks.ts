import { and, asc, eq, inArray } from 'drizzle-orm';
import { levelTasks, wantedClocks } from '../../domain/claims/claim-clock-states.ts';
import {
  type ClaimClockEvent,
  type ClaimClocks,
  foldClaimClocks,
  sameStates,
} from '../../domain/claims/claim-clocks.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { type CalendarOf, deadlineOf } from '../../domain/clock/clock.ts';
import { calendarsOf } from '../assistance/clock-calendars.ts';
import type { Following } from '../processes/change-process.ts';
import { claimClockEvents, claimClocks, claimLevels } from '../schema/claim-clocks.ts';
import { tasks } from '../schema/tasks.ts';
import { calendarKey, newestCalendar } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';
import { claimServiceLevel } from './claim-service-level.ts';

type Clocked = Pick<ClaimFacts, 'clockEvents' | 'clocks' | 'calendarOf' | 'fired'>;

export async function readClaimClocks(tx: Tx, claimId: string): Promise<Clocked> {
  const rows = await tx
    .select({ event: claimClockEvents.event })
    .from(claimClockEvents)
    .where(eq(claimClockEvents.claimId, claimId))
    .orderBy(asc(claimClockEvents.no));
  const { clock, no, percent } = claimLevels;
  const fired = await tx.select({ clock, no, percent }).from(claimLevels).where(eq(claimLevels.claimId, claimId));
  return {
    ...(await folded(
      tx,
      rows.map(({ event }) => event),
    )),
    fired,
  };
}

async function folded(tx: Tx, clockEvents: readonly ClaimClockEvent[]): Promise<Omit<Clocked, 'fired'>> {
  const calendarOf = await calendarsOf(tx, clockEvents);
  return { clockEvents, calendarOf, clocks: foldClaimClocks(clockEvents, calendarOf) };
}

/** The clocks go by the claim's status: what it has come to turns them, in the same transaction. */
export async function turnClaimClocks({ tx, facts, now }: Following<ClaimFacts>): Promise<ClaimFacts> {
  const wanted = wantedClocks(facts);
  if (facts.clocks !== null && sameStates(facts.clocks.states, wanted)) return facts;
  // Clocks of two machines differ: an event is never dated before the one it follows.
  const at = Math.max(now, facts.clockEvents.at(-1)?.at ?? facts.openedAt);
  const added: ClaimClockEvent[] = [
    ...(facts.clocks === null ? [await opening(tx, facts.openedAt)] : []),
    { kind: 'turned', at, to: wanted },
  ];
  await tx.insert(claimClockEvents).values(
    added.map((event, index) => ({
      ...{ claimId: facts.id, no: facts.clockEvents.length + index + 1, at: new Date(event.at), event },
    })),
  );
  const turned = { ...facts, ...(await folded(tx, [...facts.clockEvents, ...added])) };
  await store(tx, turned);
  await voidTasks(tx, turned, now);
  return turned;
}

/** What is promised now stays with the claim. */
async function opening(tx: Tx, at: number): Promise<ClaimClockEvent> {
  const { calendarId, targets } = await claimServiceLevel(tx);
  const calendar = await newestCalendar(tx, calendarId);
  if (calendar === null) throw new Error(`there is no calendar ${calendarId}`);
  return { kind: 'opened', at, targets, calendar: calendarKey(calendar) };
}

/** As they are stored; the audit compares them with these. */
export function claimClockRows(claimId: string, { clocks }: ClaimClocks, calendarOf: CalendarOf) {
  return clocks.map(({ name, no, clock }) => ({
    ...{ claimId, clock: name, no, state: clock.state, targetMs: clock.targetMs, consumedMs: clock.consumedMs },
    ...{ changedAt: new Date(clock.changedAt), calendar: clock.calendar },
    reachedAt: clock.reachedAt === null ? null : new Date(clock.reachedAt),
    dueAt: asDate(deadlineOf(clock, calendarOf)),
  }));
}

const asDate = (at: number | null): Date | null => (at === null ? null : new Date(at));

async function store(tx: Tx, { id, clocks, calendarOf }: ClaimFacts): Promise<void> {
  for (const row of clocks ? claimClockRows(id, clocks, calendarOf) : []) {
    await tx
      .insert(claimClocks)
      .values(row)
      .onConflictDoUpdate({ target: [claimClocks.claimId, claimClocks.clock, claimClocks.no], set: row });
  }
}

/** What a level asked of people is void as soon as its clock has stopped. */
async function voidTasks(tx: Tx, { id, clocks, fired }: ClaimFacts, now: number): Promise<void> {
  const runs = (clock: string, no: number): boolean =>
    clocks?.clocks.some((one) => one.name === clock && one.no === no && one.clock.state !== 'stopped') ?? false;
  const subjects = fired.filter((level) => !runs(level.clock, level.no)).flatMap((level) => levelTasks(id, level));
  if (subjects.length === 0) return;
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now), closedBy: 'parcours', outcome: 'answered' })
    .where(and(eq(tasks.kind, 'sla_level'), eq(tasks.state, 'open'), inArray(tasks.subject, subjects)));
}
