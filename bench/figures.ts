/** What a measure found, beside what it should be. */
export type Figure = {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly target?: Target;
};

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** Of one value per round; one value alone is all three. */
export function figure(name: string, unit: string, values: readonly number[], target?: Target): Figure {
  if (values.length === 0) throw new Error(`${name} was measured in no round`);
  const sorted = values.toSorted((a, b) => a - b);
  return {
    name,
    unit,
    median: median(sorted),
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
    ...(target && { target }),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Undefined where nothing was promised. */
export function isMet({ median, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return 'atMost' in target ? median <= target.atMost : median >= target.atLeast;
}

/** Round by round, so that both sides of each ratio had the machine in the same minute. */
export function ratios(above: readonly number[], below: readonly number[]): number[] {
  return above.map((value, round) => value / (below[round] ?? Number.NaN));
}
