import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyCalendar, stretches, workedMinutes, workingCalendar } from '../../test/harness/working-calendars.ts';
import {
  applyClockEvent,
  type CalendarOf,
  type Clock,
  type ClockEvent,
  consumedAt,
  deadlineOf,
  isBreached,
} from './clock.ts';

const minute = 60_000;
const hour = 60 * minute;
const at = (time: string) => Date.parse(`2026-02-${time}Z`);
const desk = workingCalendar({ zone: 'UTC' });
const late = workingCalendar({
  zone: 'UTC',
  week: desk.week.map((day) => (day.length === 0 ? [] : [{ fromMinute: 780, untilMinute: 1260 }])),
});
const calendarOf = (key: string) => (key === 'late' ? late : desk);
const started: ClockEvent = { kind: 'started', at: at('02T10:00'), targetMs: 4 * hour, calendar: 'desk' };

/** In order of time and, at one instant, as given. Null before it was started. */
function fold(events: readonly ClockEvent[], of: CalendarOf): Clock | null {
  let clock: Clock | null = null;
  for (const event of [...events].sort((a, b) => a.at - b.at)) clock = applyClockEvent(clock, event, of);
  return clock;
}

function clockAfter(...events: ClockEvent[]): Clock {
  const clock = fold([started, ...events], calendarOf);
  if (clock === null) throw new Error('it was started');
  return clock;
}
const deadline = (...events: ClockEvent[]) => {
  const found = deadlineOf(clockAfter(...events), calendarOf);
  return found === null ? null : new Date(found).toISOString().slice(8, 16);
};

describe('a clock', () => {
  it('is due when its target is consumed', () => {
    expect(deadline()).toBe('02T14:00');
  });

  it('has no deadline while paused and goes on exactly where it stood', () => {
    expect(deadline({ kind: 'paused', at: at('02T11:30') })).toBeNull();
    expect(deadline({ kind: 'paused', at: at('02T11:30') }, { kind: 'resumed', at: at('03T16:00') })).toBe('04T10:30');
  });

  it('stops at the answer and goes on from there when reopened', () => {
    const stopped = { kind: 'stopped', at: at('02T11:00') } as const;
    expect(deadline(stopped)).toBeNull();
    expect(deadline(stopped, { kind: 'reopened', at: at('05T09:00') })).toBe('05T12:00');
  });

  it('keeps what is consumed when its target or its calendar changes', () => {
    expect(deadline({ kind: 'retargeted', at: at('02T12:00'), targetMs: 8 * hour })).toBe('03T10:00');
    expect(deadline({ kind: 'recalendared', at: at('02T12:00'), calendar: 'late' })).toBe('02T15:00');
  });

  it('is breached by the change that lowers its target below what is consumed, also while paused', () => {
    const paused = { kind: 'paused', at: at('02T12:00') } as const;
    const lowered = { kind: 'retargeted', at: at('06T20:00'), targetMs: hour } as const;
    expect(deadline(paused, lowered)).toBe('06T20:00');
    expect(isBreached(clockAfter(paused, lowered), lowered.at, calendarOf)).toBe(true);
  });

  it('is not breached by an answer at its very deadline, and is by one a millisecond later', () => {
    const answered = (ms: number) => clockAfter({ kind: 'stopped', at: at('02T14:00') + ms });
    expect(isBreached(answered(0), at('09T00:00'), calendarOf)).toBe(false);
    expect(isBreached(answered(1), at('09T00:00'), calendarOf)).toBe(true);
  });

  it('remembers when it was due, whatever happens afterwards', () => {
    expect(deadline({ kind: 'paused', at: at('02T16:00') })).toBe('02T14:00');
    expect(deadline({ kind: 'recalendared', at: at('03T16:00'), calendar: 'late' })).toBe('02T14:00');
  });

  it('runs again towards a target raised above what is consumed', () => {
    expect(deadline({ kind: 'retargeted', at: at('02T15:00'), targetMs: 6 * hour })).toBe('02T16:00');
  });

  it.each([
    ['paused', ['running']],
    ['resumed', ['paused']],
    ['stopped', ['running', 'paused']],
    ['reopened', ['stopped']],
  ] as const)('is changed by %s when it is %s, else not', (kind, states) => {
    const all = [
      clockAfter(),
      clockAfter({ kind: 'paused', at: at('02T11:00') }),
      clockAfter({ kind: 'stopped', at: at('02T11:00') }),
    ];
    const changed = all.filter((clock) => applyClockEvent(clock, { kind, at: at('02T12:00') }, calendarOf) !== clock);
    expect(changed.map(({ state }) => state)).toEqual(states);
  });

  it('is started once, and not by anything else', () => {
    expect(fold([{ kind: 'resumed', at: at('02T09:00') }], calendarOf)).toBeNull();
    expect(clockAfter({ ...started, at: at('02T12:00') })).toEqual(clockAfter());
  });
});

/** Counts minute by minute what a clock consumes, and notes when its target was reached. */
function countMinutes(
  events: readonly ClockEvent[],
  worked: Record<string, boolean[]>,
  startMs: number,
  endMs: number,
) {
  let state: 'none' | 'running' | 'paused' | 'stopped' = 'none';
  let [consumed, target, reachedAt, key] = [0, 0, null as number | null, ''];
  for (let now = startMs; now <= endMs; now += minute) {
    if (state !== 'none' && consumed >= target) reachedAt ??= now;
    for (const event of events.filter((e) => e.at === now)) {
      if (event.kind === 'started' && state === 'none')
        [state, target, key] = ['running', event.targetMs, event.calendar];
      else if (state === 'none') continue;
      else if (event.kind === 'paused' && state === 'running') state = 'paused';
      else if (event.kind === 'resumed' && state === 'paused') state = 'running';
      else if (event.kind === 'stopped') state = 'stopped';
      else if (event.kind === 'reopened' && state === 'stopped') state = 'running';
      else if (event.kind === 'recalendared') key = event.calendar;
      else if (event.kind === 'retargeted') {
        target = event.targetMs;
        if (consumed < target) reachedAt = null;
      }
      if (consumed >= target) reachedAt ??= now;
    }
    if (now < endMs && state === 'running' && worked[key]?.[(now - startMs) / minute]) consumed += minute;
  }
  return { consumed, reachedAt };
}

describe('any run of events', () => {
  const world = fc.constantFrom(...stretches).chain((stretch) => {
    const startMs = Date.parse(stretch.from);
    const when = fc.nat(stretch.days * 1440 - 1).map((m) => startMs + m * minute);
    const target = fc.nat(2000).map((m) => m * minute);
    const calendar = fc.constantFrom('one', 'two');
    const event = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ at: when, kind: fc.constantFrom('paused', 'resumed', 'stopped', 'reopened') }),
      },
      fc.record({ at: when, kind: fc.constant('retargeted'), targetMs: target }),
      fc.record({ at: when, kind: fc.constant('recalendared'), calendar }),
      fc.record({ at: when, kind: fc.constant('started'), targetMs: target, calendar }),
    ) as fc.Arbitrary<ClockEvent>; // records of constants widen to string
    return fc.record({
      stretch: fc.constant(stretch),
      one: anyCalendar(stretch),
      two: anyCalendar(stretch),
      events: fc
        .tuple(
          fc.record({ at: when, kind: fc.constant('started' as const), targetMs: target, calendar }),
          fc.array(event, { maxLength: 25 }),
        )
        .map(([first, rest]) => [first, ...rest].sort((a, b) => a.at - b.at)),
    });
  });

  it('consumes and reaches what a count of every minute says', () => {
    fc.assert(
      fc.property(world, ({ stretch, one, two, events }) => {
        const startMs = Date.parse(stretch.from);
        const endMs = startMs + (stretch.days * 1440 - 1) * minute;
        const worked = { one: workedMinutes(one, stretch), two: workedMinutes(two, stretch) };
        const clock = fold(events, (key) => (key === 'one' ? one : two));
        const expected = countMinutes(events, worked, startMs, endMs);
        if (clock === null) throw new Error('it was started');
        expect(consumedAt(clock, endMs, (key) => (key === 'one' ? one : two))).toBe(expected.consumed);
        expect(reachedBy(clock, endMs, (key) => (key === 'one' ? one : two))).toBe(expected.reachedAt);
      }),
      { numRuns: 120 },
    );
  });

  function reachedBy(clock: Clock, endMs: number, calendarOf: Parameters<typeof deadlineOf>[1]): number | null {
    if (clock.state === 'stopped' || clock.reachedAt !== null) return clock.reachedAt;
    if (consumedAt(clock, endMs, calendarOf) < clock.targetMs) return null;
    return deadlineOf(clock, calendarOf);
  }
});
