/** The clocks of a case or a claim by name and number, and what the levels of their ladders ask of people. */
import type { CalendarOf, Clock } from '../clock/clock.ts';
import { type PlannedLevel, planLadder, standardLadder } from './ladder.ts';

/** `no` counts the clocks of that name. */
export type NamedClock<Name = string> = { readonly name: Name; readonly no: number; readonly clock: Clock };

/** A level of the ladder that has fired. */
export type FiredLevel<Name = string> = { readonly clock: Name; readonly no: number; readonly percent: number };

export type LevelToCome<Name> = PlannedLevel & Pick<NamedClock<Name>, 'name' | 'no'>;

/** The levels that have not fired, of every clock that is not stopped. */
export function levelsToCome<Name>(
  clocks: readonly NamedClock<Name>[],
  { fired, calendarOf }: { readonly fired: readonly FiredLevel<Name>[]; readonly calendarOf: CalendarOf },
): LevelToCome<Name>[] {
  return clocks.flatMap(({ name, no, clock }) => {
    const percents = fired.filter((level) => level.clock === name && level.no === no).map(({ percent }) => percent);
    return planLadder(standardLadder, clock, percents, calendarOf).map((planned) => ({ ...planned, name, no }));
  });
}

/** The subject of the task that a level raises for one of those it tells. */
export const levelTask = (processId: string, { clock, no, percent }: FiredLevel, told: string): string =>
  `${processId}/${clock}/${no}/${percent}/${told}`;

/** The subjects of all tasks that levels of clocks raised which have stopped, or are gone. */
export function tasksOfStopped(
  processId: string,
  clocks: readonly NamedClock[],
  fired: readonly FiredLevel[],
): string[] {
  const running = clocks.filter(({ clock }) => clock.state !== 'stopped');
  return fired
    .filter((level) => !running.some(({ name, no }) => name === level.clock && no === level.no))
    .flatMap((level) => {
      const told = standardLadder.find(({ percent }) => percent === level.percent)?.tell ?? [];
      return told.map((who) => levelTask(processId, level, who));
    });
}
