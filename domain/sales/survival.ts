/**
 * Times until something happens, where some have not seen it yet. Kaplan and Meier (1958) for how long it takes, Aalen
 * and Johansen (1978) for how many end which way when one ending rules out the others.
 */

export type Observation = {
  readonly durationMs: number;
  /** How it ended; null where it has not (censored). */
  readonly ending: string | null;
};

type Step = { readonly atMs: number; readonly atRisk: number; readonly endings: readonly string[] };

/** The distinct times at which something ended, in order. Who is censored at a time is still at risk at it. */
function steps(observations: readonly Observation[]): Step[] {
  const sorted = observations.toSorted((a, b) => a.durationMs - b.durationMs);
  const found: { atMs: number; atRisk: number; endings: string[] }[] = [];
  sorted.forEach(({ durationMs, ending }, index) => {
    const first = sorted[index - 1]?.durationMs !== durationMs;
    if (first) found.push({ atMs: durationMs, atRisk: sorted.length - index, endings: [] });
    if (ending !== null) found.at(-1)?.endings.push(ending);
  });
  return found.filter(({ endings }) => endings.length > 0);
}

/** The share that has not ended after each time, any ending being the event. */
export function survivalCurve(
  observations: readonly Observation[],
): { readonly atMs: number; readonly share: number }[] {
  let share = 1;
  return steps(observations).map(({ atMs, atRisk, endings }) => {
    share *= (atRisk - endings.length) / atRisk;
    return { atMs, share };
  });
}

/** The time by which half have ended; null where fewer have. */
export function medianTime(observations: readonly Observation[]): number | null {
  // 1e-12: 0.5 comes out of products of fractions.
  return survivalCurve(observations).find(({ share }) => share <= 0.5 + 1e-12)?.atMs ?? null;
}

/** The probability of each ending, up to the last time seen, the other endings competing with it. */
export function incidence(observations: readonly Observation[]): Record<string, number> {
  const found: Record<string, number> = {};
  let share = 1;
  for (const { atRisk, endings } of steps(observations)) {
    for (const ending of endings) found[ending] = (found[ending] ?? 0) + share / atRisk;
    share *= (atRisk - endings.length) / atRisk;
  }
  return found;
}
