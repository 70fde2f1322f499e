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
