import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type StageLogEntry, stageVisits } from './stage-visits.ts';

const entered = (at: number, stage: 'new' | 'contacted' | 'won'): StageLogEntry => ({ at, kind: 'entered', stage });

it('a stage visited twice counts as two visits, the open one until now', () => {
  expect(stageVisits([entered(0, 'new'), entered(10, 'contacted'), entered(15, 'new')], 35)).toEqual([
    { stage: 'new', durationMs: 10, leftTo: 'contacted' },
    { stage: 'contacted', durationMs: 5, leftTo: 'new' },
    { stage: 'new', durationMs: 20, leftTo: null },
  ]);
});

it.each([
  ['woken', [entered(0, 'new'), { at: 4, kind: 'snoozed' }, { at: 50, kind: 'woken' }, entered(60, 'contacted')], 14],
  ['moved while asleep', [entered(0, 'new'), { at: 4, kind: 'snoozed' }, entered(60, 'contacted')], 4],
  [
    'snoozed twice over',
    [
      entered(0, 'new'),
      { at: 4, kind: 'snoozed' },
      { at: 9, kind: 'snoozed' },
      { at: 50, kind: 'woken' },
      entered(51, 'won'),
    ],
    5,
  ],
  ['asleep before it began', [{ at: 0, kind: 'snoozed' }, entered(1, 'new'), entered(9, 'won')], 8],
] as [string, StageLogEntry[], number][])('snoozed time is taken out: %s', (_title, log, durationMs) => {
  expect(stageVisits(log, 99)[0]?.durationMs).toBe(durationMs);
});

it('equals looking at every minute: which stage, and whether it is awake', () => {
  const what = fc.constantFrom<StageLogEntry['kind'] | 'contacted' | 'won'>(
    'entered',
    'contacted',
    'won',
    'snoozed',
    'woken',
  );
  fc.assert(
    fc.property(fc.array(fc.record({ wait: fc.nat(5), what }), { maxLength: 15 }), (acts) => {
      let at = 0;
      const log: StageLogEntry[] = [entered(0, 'new')];
      for (const act of acts) {
        at += act.wait;
        if (act.what === 'snoozed' || act.what === 'woken') log.push({ at, kind: act.what });
        else log.push(entered(at, act.what === 'entered' ? 'new' : act.what));
      }
      const end = at + 7;
      // Minute by minute: the visit is the number of entries so far, and its last word says whether it sleeps.
      const minutes = new Map<number, number>();
      for (let minute = 0; minute < end; minute += 1) {
        const past = log.filter((entry) => entry.at <= minute);
        const visit = past.filter(({ kind }) => kind === 'entered').length - 1;
        const awake = past.at(-1)?.kind !== 'snoozed';
        minutes.set(visit, (minutes.get(visit) ?? 0) + (awake ? 1 : 0));
      }
      const visits = stageVisits(log, end);
      expect(visits.map(({ durationMs }) => durationMs)).toEqual(visits.map((_, index) => minutes.get(index) ?? 0));
      expect(visits.filter(({ leftTo }) => leftTo === null)).toHaveLength(1);
    }),
  );
});
