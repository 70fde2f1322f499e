/**
 * The ladder on a clock: as its target is used up, more people are told. Each level fires once per clock, and nothing
 * fires once the clock is stopped by the answer. A changed target plans anew only the levels that have not fired.
 */
import type { Role } from '../access/roles.ts';
import { type CalendarOf, type Clock, instantConsumed } from '../clock/clock.ts';

export const ladderPercents = [50, 80, 100, 150] as const;
export type LadderPercent = (typeof ladderPercents)[number];

export type LadderLevel = {
  readonly percent: LadderPercent;
  readonly tell: readonly (Role | 'owner')[];
  /** The work goes to somebody else. */
  readonly reassign: boolean;
};

export const standardLadder = [
  { percent: 50, tell: ['owner'], reassign: false },
  { percent: 80, tell: ['owner'], reassign: false },
  { percent: 100, tell: ['owner', 'supervisor'], reassign: false },
  { percent: 150, tell: ['supervisor', 'admin'], reassign: true },
] as const satisfies readonly LadderLevel[];

export type PlannedLevel = { readonly level: LadderLevel; readonly at: number };

/**
 * The levels that are still to come, in order, with the instant (epoch ms) each is due. One that the clock has passed
 * is due at the change that took it past; on a paused clock nothing else is.
 */
export function planLadder(
  levels: readonly LadderLevel[],
  clock: Clock,
  fired: readonly number[],
  calendarOf: CalendarOf,
): PlannedLevel[] {
  if (clock.state === 'stopped') return [];
  return levels
    .filter(({ percent }) => !fired.includes(percent))
    .sort((a, b) => a.percent - b.percent)
    .flatMap((level) => {
      const at = instantConsumed(clock, thresholdMs(clock.targetMs, level.percent), calendarOf);
      return at === null ? [] : [{ level, at }];
    });
}

/** The levels to fire now: due, and not fired. An answer given at the same instant is applied to the clock first. */
export function dueLevels(planned: readonly PlannedLevel[], nowMs: number): LadderLevel[] {
  return planned.filter(({ at }) => at <= nowMs).map(({ level }) => level);
}

/** Part of a target, never rounded down: a level is not due before its share is consumed. */
const thresholdMs = (targetMs: number, percent: number): number => Math.ceil((targetMs * percent) / 100);
