/**
 * The clock on a case, a task or a deal: so much working time until something is due. Its value is a fold over events;
 * the deadline is derived and never stored as truth. Instants are epoch ms, durations ms of working time.
 */
import type { WorkingCalendar } from './working-calendar.ts';
import { addWorking, workingBetween } from './working-time.ts';

/** Names one version of one calendar, `${id}@${version}` or any other key that `CalendarOf` knows. */
export type CalendarKey = string;
export type CalendarOf = (key: CalendarKey) => WorkingCalendar;

export type Clock = {
  readonly targetMs: number;
  /** Working time used up until `changedAt`. */
  readonly consumedMs: number;
  /** When anything last changed. A running clock counts on from here. */
  readonly changedAt: number;
  readonly state: ClockState;
  readonly calendar: CalendarKey;
  /** When the target was consumed; null as long as it is not. */
  readonly reachedAt: number | null;
};

/** Paused waits for somebody else; stopped is answered. */
export type ClockState = 'running' | 'paused' | 'stopped';

export type ClockEvent = { readonly at: number } & (
  | { readonly kind: 'started'; readonly targetMs: number; readonly calendar: CalendarKey }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'reopened' }
  | { readonly kind: 'retargeted'; readonly targetMs: number }
  | { readonly kind: 'recalendared'; readonly calendar: CalendarKey }
);

type ClockMove = Exclude<ClockEvent['kind'], 'started' | 'retargeted' | 'recalendared'>;

/** What each event makes of each state. A move that is not here changes nothing: pausing a paused clock, say. */
const clockMoves = {
  running: { paused: 'paused', stopped: 'stopped' },
  paused: { resumed: 'running', stopped: 'stopped' },
  stopped: { reopened: 'running' },
} as const satisfies Record<ClockState, Partial<Record<ClockMove, ClockState>>>;

/** An event is never earlier than the last one. A second start changes nothing. */
export function applyClockEvent(clock: Clock | null, event: ClockEvent, calendarOf: CalendarOf): Clock | null {
  if (clock === null) return event.kind === 'started' ? startClock(event) : null;
  const counted = countUntil(clock, event.at, calendarOf);
  switch (event.kind) {
    case 'started':
      return clock;
    case 'retargeted':
      return retarget(counted, event.targetMs);
    case 'recalendared':
      return { ...counted, calendar: event.calendar };
    default: {
      const moves: Partial<Record<ClockMove, ClockState>> = clockMoves[clock.state];
      const state = moves[event.kind];
      return state === undefined ? clock : { ...counted, state };
    }
  }
}

function startClock(event: ClockEvent & { readonly kind: 'started' }): Clock {
  const { targetMs, calendar, at } = event;
  return { targetMs, consumedMs: 0, changedAt: at, state: 'running', calendar, reachedAt: targetMs === 0 ? at : null };
}

function countUntil(clock: Clock, at: number, calendarOf: CalendarOf): Clock {
  const deadline = deadlineOf(clock, calendarOf);
  return {
    ...clock,
    consumedMs: consumedAt(clock, at, calendarOf),
    changedAt: at,
    reachedAt: clock.reachedAt ?? (deadline !== null && deadline <= at ? deadline : null),
  };
}

/** A target lowered to what is consumed, or below, is reached by the change itself, also while paused. */
function retarget(clock: Clock, targetMs: number): Clock {
  const reachedAt = clock.consumedMs < targetMs ? null : (clock.reachedAt ?? clock.changedAt);
  return { ...clock, targetMs, reachedAt };
}

/** Working time used up at an instant not before the last change. */
export function consumedAt(clock: Clock, atMs: number, calendarOf: CalendarOf): number {
  if (clock.state !== 'running') return clock.consumedMs;
  return clock.consumedMs + workingBetween(calendarOf(clock.calendar), clock.changedAt, atMs);
}

/**
 * The instant at which so much is consumed. What is used up already is so by the last change. Null on a clock that does
 * not run and stands below it.
 */
export function instantConsumed(clock: Clock, amountMs: number, calendarOf: CalendarOf): number | null {
  if (amountMs <= clock.consumedMs) return clock.changedAt;
  if (clock.state !== 'running') return null;
  return addWorking(calendarOf(clock.calendar), clock.changedAt, amountMs - clock.consumedMs);
}

/** The earliest instant at which the target is consumed; null on a paused clock that stands below it, and on one that was answered. */
export function deadlineOf(clock: Clock, calendarOf: CalendarOf): number | null {
  if (clock.state === 'stopped') return null;
  return clock.reachedAt ?? instantConsumed(clock, clock.targetMs, calendarOf);
}

/** More was used up than the target allows. An answer at the very deadline is in time. */
export function isBreached(clock: Clock, atMs: number, calendarOf: CalendarOf): boolean {
  return consumedAt(clock, atMs, calendarOf) > clock.targetMs;
}
