/** Clocks as they are stored against clocks as their events fold to. */
type ClockRow = {
  readonly clock: string;
  readonly no: number;
  readonly state: string;
  readonly targetMs: number;
  readonly consumedMs: number;
  readonly changedAt: Date;
  readonly calendar: string;
  readonly reachedAt?: Date | null | undefined;
  readonly dueAt?: Date | null | undefined;
};

/** By name and number of the clock, so that the newest of each stays. */
export const byClock = (rows: readonly ClockRow[]): Map<string, string> =>
  new Map(rows.map((row) => [`${row.clock} ${row.no}`, shown(row)]));

/** One sentence for each clock that is not what its events say. */
export function clockDifferences(expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return names
    .filter((name) => expected.get(name) !== found.get(name))
    .map(
      (name) => `Its clock ${name} is ${found.get(name) ?? 'absent'}; its events say ${expected.get(name) ?? 'none'}.`,
    );
}

function shown({ state, targetMs, consumedMs, changedAt, calendar, reachedAt, dueAt }: ClockRow): string {
  const at = (instant: Date | null | undefined) => instant?.toISOString() ?? '-';
  return `${state} ${consumedMs}/${targetMs} ms at ${at(changedAt)} on ${calendar}, reached ${at(reachedAt)}, due ${at(dueAt)}`;
}
