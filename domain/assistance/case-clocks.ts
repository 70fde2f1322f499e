/**
 * The three clocks of a case as a fold over its events. First response: from opening to the first answer. Next response:
 * from the oldest message of the customer that has no answer yet; each is a clock of its own. Resolution: the working time
 * of the case that was not spent waiting for somebody else.
 */
import { applyClockEvent, type CalendarKey, type CalendarOf, type Clock, type ClockEvent } from '../clock/clock.ts';
import { type CaseStatus, endsCase, pausesCase } from './case-states.ts';

/** Working time in ms. A priority and an SLA give one set each. */
export type CaseTargets = {
  readonly firstResponseMs: number;
  readonly nextResponseMs: number;
  readonly resolutionMs: number;
};

export type CaseEvent = { readonly at: number } & (
  | { readonly kind: 'opened'; readonly targets: CaseTargets; readonly calendar: CalendarKey }
  /** By any channel; the one that opened the case is not among them. */
  | { readonly kind: 'customer_wrote' }
  | { readonly kind: 'agent_replied' }
  | { readonly kind: 'moved'; readonly to: CaseStatus }
  /** Another priority or another SLA. */
  | { readonly kind: 'retargeted'; readonly targets: CaseTargets }
  | { readonly kind: 'recalendared'; readonly calendar: CalendarKey }
);

export type CaseClocks = {
  readonly firstResponse: Clock;
  /** Null until the customer writes after the first answer. */
  readonly nextResponse: Clock | null;
  /** Counts the clocks of next response, so that each has a ladder of its own. */
  readonly nextResponseNo: number;
  readonly resolution: Clock;
  readonly status: CaseStatus;
  readonly targets: CaseTargets;
  readonly calendar: CalendarKey;
};

/** Null before the case was opened. Events in order of time and, at one instant, as they were recorded. */
export function foldCaseClocks(events: readonly CaseEvent[], calendarOf: CalendarOf): CaseClocks | null {
  let clocks: CaseClocks | null = null;
  for (const event of [...events].sort((a, b) => a.at - b.at)) clocks = applyCaseEvent(clocks, event, calendarOf);
  return clocks;
}

export function applyCaseEvent(clocks: CaseClocks | null, event: CaseEvent, calendarOf: CalendarOf): CaseClocks | null {
  if (clocks === null) return event.kind === 'opened' ? openClocks(event, calendarOf) : null;
  const turn = turner(event.at, calendarOf);
  switch (event.kind) {
    case 'opened':
      return clocks;
    case 'customer_wrote':
      return customerWrote(clocks, event.at, calendarOf);
    case 'agent_replied':
      return {
        ...clocks,
        firstResponse: turn(clocks.firstResponse, { kind: 'stopped' }),
        nextResponse: clocks.nextResponse && turn(clocks.nextResponse, { kind: 'stopped' }),
      };
    case 'moved':
      return moved(clocks, event.to, event.at, calendarOf);
    case 'retargeted':
      return retargeted(clocks, event.targets, turn);
    case 'recalendared': {
      const change = { kind: 'recalendared', calendar: event.calendar } as const;
      return { ...everyClock(clocks, (clock) => turn(clock, change)), calendar: event.calendar };
    }
  }
}

/** What happens to a clock, without the instant. */
type Change = ClockEvent extends infer E ? (E extends ClockEvent ? Omit<E, 'at'> : never) : never;
type Turn = (clock: Clock, change: Change) => Clock;

const turner =
  (at: number, calendarOf: CalendarOf): Turn =>
  (clock, change) =>
    applyClockEvent(clock, { ...change, at }, calendarOf) ?? clock;

function startClock(at: number, targetMs: number, calendar: CalendarKey, calendarOf: CalendarOf): Clock {
  const clock = applyClockEvent(null, { kind: 'started', at, targetMs, calendar }, calendarOf);
  if (clock === null) throw new Error('a started clock exists');
  return clock;
}

function openClocks(event: CaseEvent & { readonly kind: 'opened' }, calendarOf: CalendarOf): CaseClocks {
  const { at, targets, calendar } = event;
  return {
    firstResponse: startClock(at, targets.firstResponseMs, calendar, calendarOf),
    ...{ nextResponse: null, nextResponseNo: 0 },
    resolution: startClock(at, targets.resolutionMs, calendar, calendarOf),
    ...{ status: 'new', targets, calendar },
  };
}

/** While an answer is owed already, a further message neither shortens nor lengthens the wait. */
function customerWrote(clocks: CaseClocks, at: number, calendarOf: CalendarOf): CaseClocks {
  const owed = clocks.firstResponse.state === 'running' || clocks.nextResponse?.state === 'running';
  return owed || endsCase(clocks.status) ? clocks : withFreshNextResponse(clocks, at, calendarOf);
}

function withFreshNextResponse(clocks: CaseClocks, at: number, calendarOf: CalendarOf): CaseClocks {
  return {
    ...clocks,
    nextResponse: startClock(at, clocks.targets.nextResponseMs, clocks.calendar, calendarOf),
    nextResponseNo: clocks.nextResponseNo + 1,
  };
}

/** Ending stops every clock. Reopening goes on with resolution and owes the customer an answer anew. */
function moved(clocks: CaseClocks, to: CaseStatus, at: number, calendarOf: CalendarOf): CaseClocks {
  const turn = turner(at, calendarOf);
  if (endsCase(to)) return { ...everyClock(clocks, (clock) => turn(clock, { kind: 'stopped' })), status: to };
  if (endsCase(clocks.status)) {
    const reopened = { ...clocks, resolution: turn(clocks.resolution, { kind: 'reopened' }), status: to };
    return withFreshNextResponse(reopened, at, calendarOf);
  }
  const kind = pausesCase(to) ? 'paused' : 'resumed';
  return { ...clocks, resolution: turn(clocks.resolution, { kind }), status: to };
}

function retargeted(clocks: CaseClocks, targets: CaseTargets, turn: Turn): CaseClocks {
  const to = (clock: Clock, targetMs: number): Clock => turn(clock, { kind: 'retargeted', targetMs });
  return {
    ...clocks,
    firstResponse: to(clocks.firstResponse, targets.firstResponseMs),
    nextResponse: clocks.nextResponse && to(clocks.nextResponse, targets.nextResponseMs),
    resolution: to(clocks.resolution, targets.resolutionMs),
    targets,
  };
}

function everyClock(clocks: CaseClocks, change: (clock: Clock) => Clock): CaseClocks {
  return {
    ...clocks,
    firstResponse: change(clocks.firstResponse),
    nextResponse: clocks.nextResponse && change(clocks.nextResponse),
    resolution: change(clocks.resolution),
  };
}
