import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../test/harness/working-calendars.ts';
import { applyClockEvent, type Clock, type ClockEvent } from '../clock/clock.ts';
import { dueLevels, ladderPercents, planLadder, standardLadder } from './ladder.ts';

const hour = 3_600_000;
const desk = workingCalendar({ zone: 'UTC' });
const calendarOf = () => desk;
const at = (time: string) => Date.parse(`2026-02-${time}Z`);
const four: ClockEvent = { kind: 'started', at: at('02T10:00'), targetMs: 4 * hour, calendar: 'desk' };

function clockAfter(...events: ClockEvent[]): Clock {
  let clock: Clock | null = null;
  for (const event of [four, ...events]) clock = applyClockEvent(clock, event, calendarOf);
  if (clock === null) throw new Error('it was started');
  return clock;
}
const plan = (clock: Clock, fired: number[] = []) =>
  planLadder(standardLadder, clock, fired, calendarOf).map(({ level, at }) => [
    level.percent,
    new Date(at).toISOString().slice(8, 16),
  ]);

describe('the ladder', () => {
  it('is planned on the working time of the clock', () => {
    expect(plan(clockAfter())).toEqual([
      [50, '02T12:00'],
      [80, '02T13:12'],
      [100, '02T14:00'],
      [150, '02T16:00'],
    ]);
  });

  it('plans no level twice', () => {
    expect(plan(clockAfter(), [50, 80])).toEqual([
      [100, '02T14:00'],
      [150, '02T16:00'],
    ]);
  });

  it('is cancelled by the answer, also one given at the very instant of a level', () => {
    expect(plan(clockAfter({ kind: 'stopped', at: at('02T12:00') }))).toEqual([]);
  });

  it('waits while the clock is paused', () => {
    expect(plan(clockAfter({ kind: 'paused', at: at('02T11:00') }))).toEqual([]);
  });

  it('fires what a lowered target leaves behind at the change, also while paused', () => {
    const paused = { kind: 'paused', at: at('02T13:00') } as const;
    const lowered = { kind: 'retargeted', at: at('05T08:00'), targetMs: 2.5 * hour } as const;
    expect(plan(clockAfter(paused, lowered), [50])).toEqual([
      [80, '05T08:00'],
      [100, '05T08:00'],
    ]);
  });

  it('plans only what has not fired when the target is raised', () => {
    const raised = { kind: 'retargeted', at: at('02T13:30'), targetMs: 8 * hour } as const;
    expect(plan(clockAfter(raised), [50, 80])).toEqual([
      [100, '03T10:00'],
      [150, '03T14:00'],
    ]);
  });

  it('is not due before its whole share is consumed', () => {
    const odd = clockAfter({ kind: 'retargeted', at: four.at, targetMs: 3 });
    expect(planLadder(standardLadder, odd, [80, 100, 150], calendarOf).map(({ at }) => at - four.at)).toEqual([2]);
  });

  it('fires what is due and leaves the rest', () => {
    const planned = planLadder(standardLadder, clockAfter(), [], calendarOf);
    expect(dueLevels(planned, at('02T13:12')).map(({ percent }) => percent)).toEqual([50, 80]);
    expect(dueLevels(planned, at('02T13:12') - 1).map(({ percent }) => percent)).toEqual([50]);
  });
});

it('fires each level at most once, in any run of changes, and never after the answer', () => {
  const change = fc.oneof(
    fc.record({
      kind: fc.constantFrom('paused' as const, 'resumed' as const, 'stopped' as const, 'reopened' as const),
    }),
    fc.record({ kind: fc.constant('retargeted' as const), targetMs: fc.integer({ min: 1, max: 30 * hour }) }),
  );
  const steps = fc.array(fc.record({ change, wait: fc.nat(20 * hour) }), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (run) => {
      let now = four.at;
      let clock = clockAfter();
      const fired: number[] = [];
      for (const { change, wait } of run) {
        now += wait;
        for (const { percent } of dueLevels(planLadder(standardLadder, clock, fired, calendarOf), now)) {
          expect(clock.state).not.toBe('stopped');
          expect(fired).not.toContain(percent);
          fired.push(percent);
        }
        clock = applyClockEvent(clock, { ...change, at: now }, calendarOf) ?? clock;
      }
      expect(fired.every((percent) => ladderPercents.some((known) => known === percent))).toBe(true);
    }),
  );
});
