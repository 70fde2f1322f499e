/**
 * Local times of a zone as instants. A local time stands for the first instant at which the zone's clock shows it or a
 * later one: a time that a change of clocks skips is the instant of the change, one that comes twice is its first coming.
 * So order is kept: a period between two local times is never negative, and periods that touch never overlap.
 */
import { Temporal } from 'temporal-polyfill';

/** From `fromMs` on (epoch ms) the zone's clock shows UTC + `offsetMs`. */
type OffsetStretch = { readonly fromMs: number; readonly offsetMs: number };

/** The stretches of constant offset that touch [fromMs, untilMs). Throws a RangeError for an unknown zone. */
function offsetStretches(zone: string, fromMs: number, untilMs: number): OffsetStretch[] {
  const start = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone);
  const found = [{ fromMs: Number.NEGATIVE_INFINITY, offsetMs: offsetOf(start) }];
  for (let change = start.getTimeZoneTransition('next'); change; change = change.getTimeZoneTransition('next')) {
    if (change.epochMilliseconds >= untilMs) break;
    found.push({ fromMs: change.epochMilliseconds, offsetMs: offsetOf(change) });
  }
  return found;
}

const offsetOf = (time: Temporal.ZonedDateTime): number => Math.round(time.offsetNanoseconds / 1e6);

export type LocalClock = {
  /** `localMs`: the local date and time written as if it were UTC, in epoch ms. */
  readonly instantOf: (localMs: number) => number;
};

const dayMs = 86_400_000;
/** Local days that one clock answers for, and that working time is laid out in. */
export const daysPerBlock = 512;
/** Offsets reach 15 hours, and a zone may skip a day. */
const marginDays = 3;

const clocks = new Map<string, LocalClock>();

/**
 * Answers for the local days [block × 512, (block + 1) × 512) since 1970-01-01, and midnight after the last. Kept per
 * zone: asking for the changes of clocks takes milliseconds.
 */
export function localClock(zone: string, block: number): LocalClock {
  const key = `${zone} ${block}`;
  const known = clocks.get(key);
  if (known) return known;
  const firstDay = block * daysPerBlock;
  const fromMs = (firstDay - marginDays) * dayMs;
  const made = clockOf(offsetStretches(zone, fromMs, (firstDay + daysPerBlock + marginDays) * dayMs));
  clocks.set(key, made);
  return made;
}

function clockOf(stretches: readonly OffsetStretch[]): LocalClock {
  return {
    instantOf: (localMs) => {
      for (const [index, stretch] of stretches.entries()) {
        const shown = Math.max(stretch.fromMs, localMs - stretch.offsetMs);
        if (shown < (stretches[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY)) return shown;
      }
      throw new RangeError('the last stretch has no end');
    },
  };
}
