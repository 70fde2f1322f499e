/**
 * The three clocks of a claim as a fold over its events. Acknowledge: until the customer knows that somebody is at it, or
 * how it was decided. Decide: until the decision; an appeal starts a fresh one. Settle: from a decision that grants
 * something until all of it is done.
 */
import { applyClockEvent, type CalendarKey, type CalendarOf, type Clock, type ClockState } from '../clock/clock.ts';
import type { NamedClock } from '../sla/named-clock.ts';

export const claimClockNames = ['acknowledge', 'decide', 'settle'] as const;
export type ClaimClockName = (typeof claimClockNames)[number];

/** Working time in ms. */
export type ClaimTargets = Readonly<Record<ClaimClockName, number>>;

/** Which clock of each name counts now, and how it stands; null before there is one. */
export type ClaimClockStates = Readonly<
  Record<ClaimClockName, { readonly no: number; readonly state: ClockState } | null>
>;

export type ClaimClockEvent = { readonly at: number } & (
  | { readonly kind: 'opened'; readonly targets: ClaimTargets; readonly calendar: CalendarKey }
  | { readonly kind: 'turned'; readonly to: ClaimClockStates }
);

export type ClaimClocks = {
  readonly targets: ClaimTargets;
  readonly calendar: CalendarKey;
  /** As they were turned last. */
  readonly states: ClaimClockStates;
  /** Every clock there ever was. */
  readonly clocks: readonly NamedClock<ClaimClockName>[];
};

const none: ClaimClockStates = { acknowledge: null, decide: null, settle: null };

/** Null before the claim was opened. Events in order of time and, at one instant, as they were recorded. */
export function foldClaimClocks(events: readonly ClaimClockEvent[], calendarOf: CalendarOf): ClaimClocks | null {
  let clocks: ClaimClocks | null = null;
  for (const event of events) clocks = applyClaimEvent(clocks, event, calendarOf);
  return clocks;
}

function applyClaimEvent(
  known: ClaimClocks | null,
  event: ClaimClockEvent,
  calendarOf: CalendarOf,
): ClaimClocks | null {
  if (event.kind === 'opened') {
    const { targets, calendar } = event;
    return known ?? { targets, calendar, states: none, clocks: [] };
  }
  if (known === null) return null;
  const turned = claimClockNames.reduce<readonly NamedClock<ClaimClockName>[]>((clocks, name) => {
    const wanted = event.to[name];
    return wanted === null ? clocks : turn({ ...known, clocks }, { name, ...wanted, at: event.at }, calendarOf);
  }, known.clocks);
  const place = ({ name, no }: NamedClock<ClaimClockName>): number => claimClockNames.indexOf(name) * 1000 + no;
  return { ...known, states: event.to, clocks: [...turned].sort((a, b) => place(a) - place(b)) };
}

type Turn = {
  readonly name: ClaimClockName;
  readonly no: number;
  readonly state: ClockState;
  readonly at: number;
};

/** Clocks of that name before this one have stopped. */
function turn(
  { targets, calendar, clocks }: ClaimClocks,
  { name, no, state, at }: Turn,
  calendarOf: CalendarOf,
): readonly NamedClock<ClaimClockName>[] {
  const kind = { running: 'resumed', paused: 'paused', stopped: 'stopped' } as const;
  const move = (clock: Clock | null, to: ClockState): Clock | null =>
    applyClockEvent(clock, { kind: kind[to], at }, calendarOf);
  const found = clocks.find((one) => one.name === name && one.no === no)?.clock;
  const begun = { kind: 'started', at, targetMs: targets[name], calendar } as const;
  const clock = move(found ?? applyClockEvent(null, begun, calendarOf), state);
  const others = clocks.filter((one) => one.name !== name || one.no !== no);
  const older = others.map((one) =>
    one.name === name ? { ...one, clock: move(one.clock, 'stopped') ?? one.clock } : one,
  );
  return clock === null ? older : [...older, { name, no, clock }];
}

export const sameStates = (a: ClaimClockStates, b: ClaimClockStates): boolean =>
  claimClockNames.every((name) => a[name]?.no === b[name]?.no && a[name]?.state === b[name]?.state);
