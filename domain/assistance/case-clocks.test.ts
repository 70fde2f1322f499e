import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { workingCalendar } from '../../test/harness/working-calendars.ts';
import { type Clock, consumedAt, deadlineOf } from '../clock/clock.ts';
import { type CaseClocks, type CaseEvent, foldCaseClocks } from './case-clocks.ts';
import { type CaseStatus, canMoveCase, caseMoves, endsCase } from './case-states.ts';

const hour = 3_600_000;
const desk = workingCalendar({ zone: 'UTC' });
const always = workingCalendar({
  zone: 'UTC',
  week: Array.from({ length: 7 }, () => [{ fromMinute: 0, untilMinute: 1440 }]),
});
const calendarOf = (key: string) => (key === 'always' ? always : desk);
const at = (time: string) => Date.parse(`2026-02-${time}Z`);
const targets = { firstResponseMs: hour, nextResponseMs: 2 * hour, resolutionMs: 8 * hour };
const opened: CaseEvent = { kind: 'opened', at: at('02T10:00'), targets, calendar: 'desk' };

const wrote = (time: string): CaseEvent => ({ kind: 'customer_wrote', at: at(time) });
const replied = (time: string): CaseEvent => ({ kind: 'agent_replied', at: at(time) });
const moved = (time: string, to: CaseStatus): CaseEvent => ({ kind: 'moved', at: at(time), to });

function clocksAfter(...events: CaseEvent[]): CaseClocks {
  const clocks = foldCaseClocks([opened, ...events], calendarOf);
  if (clocks === null) throw new Error('it was opened');
  return clocks;
}
const due = (clock: Clock | null) => {
  const deadline = clock && deadlineOf(clock, calendarOf);
  return deadline === null ? null : new Date(deadline).toISOString().slice(8, 16);
};
const dues = (...events: CaseEvent[]) => {
  const { firstResponse, nextResponse, resolution } = clocksAfter(...events);
  return [due(firstResponse), due(nextResponse), due(resolution)];
};

describe('the clocks of a case', () => {
  it.each([
    ['opened', [], ['02T11:00', null, '03T10:00']],
    ['answered', [replied('02T10:30')], [null, null, '03T10:00']],
    ['answered, then the customer writes', [replied('02T10:30'), wrote('02T11:00')], [null, '02T13:00', '03T10:00']],
    ['the customer writes before the first answer', [wrote('02T10:30')], ['02T11:00', null, '03T10:00']],
    [
      'the customer writes twice',
      [replied('02T10:30'), wrote('02T11:00'), wrote('02T12:00')],
      [null, '02T13:00', '03T10:00'],
    ],
    ['answered again', [replied('02T10:30'), wrote('02T11:00'), replied('02T12:00')], [null, null, '03T10:00']],
    [
      'a new message after that',
      [replied('02T10:30'), wrote('02T11:00'), replied('02T12:00'), wrote('02T14:00')],
      [null, '02T16:00', '03T10:00'],
    ],
    ['waiting for the customer', [replied('02T10:30'), moved('02T11:00', 'waiting_customer')], [null, null, null]],
    [
      'waiting for another is still owing an answer',
      [replied('02T10:30'), wrote('02T11:00'), moved('02T11:00', 'waiting_third_party')],
      [null, '02T13:00', null],
    ],
    [
      'working again',
      [moved('02T11:00', 'waiting_customer'), moved('04T09:00', 'in_progress')],
      ['02T11:00', null, '04T16:00'],
    ],
    ['resolved', [moved('02T12:00', 'resolved')], [null, null, null]],
    ['merged', [moved('02T12:00', 'merged')], [null, null, null]],
    [
      'reopened',
      [replied('02T10:30'), moved('02T12:00', 'resolved'), wrote('03T09:00'), moved('03T09:00', 'in_progress')],
      [null, '03T11:00', '03T15:00'],
    ],
    [
      'more urgent',
      [
        {
          kind: 'retargeted',
          at: at('02T12:00'),
          targets: { firstResponseMs: hour, nextResponseMs: hour, resolutionMs: 4 * hour },
        },
      ],
      ['02T11:00', null, '02T14:00'],
    ],
    [
      'on another calendar',
      [{ kind: 'recalendared', at: at('02T16:00'), calendar: 'always' }],
      ['02T11:00', null, '02T18:00'],
    ],
  ] as [string, CaseEvent[], (string | null)[]][])('%s', (_title, events, expected) => {
    expect(dues(...events)).toEqual(expected);
  });

  it('of next response are numbered, and take the target and calendar of their time', () => {
    const events: CaseEvent[] = [
      replied('02T10:30'),
      { kind: 'retargeted', at: at('02T10:40'), targets: { ...targets, nextResponseMs: hour } },
      { kind: 'recalendared', at: at('02T10:50'), calendar: 'always' },
      wrote('02T22:00'),
    ];
    const { nextResponse, nextResponseNo } = clocksAfter(...events);
    expect([nextResponseNo, due(nextResponse)]).toEqual([1, '02T23:00']);
    expect(clocksAfter(...events, replied('02T22:30'), wrote('02T22:40')).nextResponseNo).toBe(2);
  });

  it('do not exist before the case does', () => {
    expect(foldCaseClocks([wrote('02T09:00')], calendarOf)).toBeNull();
  });

  it('owe nothing once the case has ended, and resolution never counts backwards', () => {
    const statuses = Object.keys(caseMoves) as CaseStatus[]; // Object.keys widens to string[]
    const step = fc.record({
      wait: fc.nat(30 * hour),
      what: fc.oneof(
        fc.constantFrom({ kind: 'customer_wrote' } as const, { kind: 'agent_replied' } as const),
        fc.constantFrom(...statuses).map((to) => ({ kind: 'moved', to }) as const),
        fc
          .integer({ min: 1, max: 20 })
          .map((n) => ({ kind: 'retargeted', targets: { ...targets, resolutionMs: n * hour } }) as const),
        fc.constantFrom('desk', 'always').map((calendar) => ({ kind: 'recalendared', calendar }) as const),
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const events: CaseEvent[] = [];
        let [now, consumed, status] = [opened.at, 0, 'new' as CaseStatus];
        for (const { wait, what } of steps) {
          now += wait;
          if (what.kind === 'moved' && !canMoveCase(status, what.to)) continue;
          events.push({ ...what, at: now });
          const clocks = clocksAfter(...events);
          status = clocks.status;
          const after = consumedAt(clocks.resolution, now, calendarOf);
          expect(after).toBeGreaterThanOrEqual(consumed);
          consumed = after;
          if (endsCase(status))
            expect([clocks.firstResponse, clocks.nextResponse, clocks.resolution].map(due)).toEqual([null, null, null]);
        }
      }),
    );
  });
});
