/** The search for the best set of locations: fewest, nearest, most left over, then by id. */
import { type Candidate, coverGreedily } from './cover-locations.ts';
import type { StockView } from './stock-view.ts';

export type Choice = { readonly set: readonly Candidate[]; readonly km: number; readonly slack: number };

export type Chosen = {
  readonly best: Choice;
  /** The best set of as few locations that contains a location, by its id. */
  readonly bestWith: ReadonlyMap<string, Choice>;
  /** False when there were too many sets to try them all: the best is then a good one, not a proven one. */
  readonly proven: boolean;
};

/** All sets of twelve locations are 4095; of thirty, all sets of up to three are 4525. */
const setsTried = 5_000;

/** The best set that serves all that `candidates` can serve; null when that is nothing. Candidates come nearest first. */
export function chooseLocations(candidates: readonly Candidate[], view: StockView): Chosen | null {
  if (candidates.length === 0) return null;
  let tried = 0;
  for (let size = 1; size <= candidates.length; size += 1) {
    tried += combinations(candidates.length, size);
    if (tried > setsTried) break;
    const found = bestOfSize(candidates, view, size);
    if (found !== null) return found;
  }
  const best = toChoice(coverGreedily(candidates, view), view);
  return { best, bestWith: new Map(), proven: false };
}

function bestOfSize(candidates: readonly Candidate[], view: StockView, size: number): Chosen | null {
  const bestWith = new Map<string, Choice>();
  let best: Choice | null = null;
  for (const set of subsets(candidates, size)) {
    if (!view.servesAll(set.map((c) => c.place))) continue;
    const choice = toChoice(set, view);
    if (best === null || isBetter(choice, best)) best = choice;
    for (const { id } of set) {
      const rival = bestWith.get(id);
      if (rival === undefined || isBetter(choice, rival)) bestWith.set(id, choice);
    }
  }
  return best === null ? null : { best, bestWith, proven: true };
}

function toChoice(set: readonly Candidate[], view: StockView): Choice {
  let slack: number | null = null;
  return {
    set,
    km: set.reduce((sum, c) => sum + c.distanceKm, 0),
    // Only ties ask for it.
    get slack() {
      slack ??= view.slack(set.map((c) => c.place));
      return slack;
    },
  };
}

function isBetter(a: Choice, b: Choice): boolean {
  if (a.km !== b.km) return a.km < b.km;
  if (a.slack !== b.slack) return a.slack > b.slack;
  return idsOf(a) < idsOf(b);
}

const idsOf = (choice: Choice): string =>
  choice.set
    .map((c) => c.id)
    .sort()
    .join('\n');

function combinations(n: number, k: number): number {
  let count = 1;
  for (let i = 1; i <= k; i += 1) count = (count * (n - k + i)) / i;
  return count;
}

/** All sets of `size`, each in the order of the input (nearest first). */
function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = from; index <= items.length - size; index += 1) {
    const item = items[index];
    if (item === undefined) return;
    for (const rest of subsets(items, size - 1, index + 1)) yield [item, ...rest];
  }
}
