/**
 * Working time on a calendar, exact to the millisecond. Instants are epoch ms. Working time is real elapsed time inside
 * the calendar's periods, so a change of clocks makes the period that holds it longer or shorter.
 */
import { daysPerBlock } from './local-time.ts';
import type { WorkingCalendar } from './working-calendar.ts';
import { type SpanBlock, spanBlock } from './working-spans.ts';

const dayMs = 86_400_000;
/** About twenty years: a calendar without work for so long has none to wait for. */
const searchedBlocks = 15;

/**
 * The earliest instant at which `durationMs` of working time have passed since `instantMs`: the end of Friday, not Monday
 * 9:00. No time at all gives the instant back. Throws a RangeError for a negative duration, and for a calendar that has
 * no work in twenty years.
 */
export function addWorking(calendar: WorkingCalendar, instantMs: number, durationMs: number): number {
  if (!(durationMs >= 0)) throw new RangeError(`cannot add ${durationMs} ms of working time`);
  if (durationMs === 0) return instantMs;
  let left = durationMs;
  for (let no = firstBlock(instantMs), idle = 0; idle < searchedBlocks; no += 1) {
    const block = spanBlock(calendar, no);
    const done = workedBefore(block, instantMs);
    if (done + left <= block.totalMs) return instantWhenWorked(block, done + left);
    left -= block.totalMs - done;
    idle = block.totalMs === done ? idle + 1 : 0;
  }
  throw new RangeError(`calendar ${calendar.id} has no working time within twenty years`);
}

/** The working time in [fromMs, untilMs). Throws a RangeError when the end lies before the beginning. */
export function workingBetween(calendar: WorkingCalendar, fromMs: number, untilMs: number): number {
  if (!(fromMs <= untilMs)) throw new RangeError('working time is asked for between two instants in order');
  let worked = 0;
  for (let no = firstBlock(fromMs); no <= lastBlock(untilMs); no += 1) {
    const block = spanBlock(calendar, no);
    worked += workedBefore(block, untilMs) - workedBefore(block, fromMs);
  }
  return worked;
}

/** Local days begin up to a day before or after those of UTC. */
const firstBlock = (instantMs: number): number => Math.floor((Math.floor(instantMs / dayMs) - 1) / daysPerBlock);
const lastBlock = (instantMs: number): number => Math.floor((Math.floor(instantMs / dayMs) + 1) / daysPerBlock);

/** The block's working time before an instant, in ms. */
function workedBefore(block: SpanBlock, instantMs: number): number {
  const index = lastAtMost(block.starts, instantMs);
  if (index < 0) return 0;
  const start = block.starts[index] ?? instantMs;
  const end = block.ends[index] ?? instantMs;
  return (block.before[index] ?? 0) + Math.min(instantMs, end) - start;
}

/** The earliest instant before which the block holds `workedMs` > 0 of working time. */
function instantWhenWorked(block: SpanBlock, workedMs: number): number {
  // The span in which the last millisecond is worked begins with less than that done.
  const index = lastBelow(block.before, workedMs);
  return (block.starts[index] ?? 0) + workedMs - (block.before[index] ?? 0);
}

const lastAtMost = (sorted: readonly number[], value: number): number => lastWhere(sorted, (n) => n <= value);
const lastBelow = (sorted: readonly number[], value: number): number => lastWhere(sorted, (n) => n < value);

/** The index of the last number that fits, where all that fit come first; -1 when none does. */
function lastWhere(sorted: readonly number[], fits: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fits(sorted[middle] ?? Number.POSITIVE_INFINITY)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
