import type { StockView } from './stock-view.ts';

/** `place` is the index in nearest-first order. */
export type Candidate = { readonly place: number; readonly id: string; readonly distanceKm: number };

/**
 * A set of locations that serves all there is, when the sets are too many to try: again and again the location that adds
 * most units, the nearer of equals; then each that turned out to be needless is dropped, the farthest first.
 */
export function coverGreedily(candidates: readonly Candidate[], view: StockView): Candidate[] {
  let chosen: Candidate[] = [];
  let rest = [...candidates];
  while (rest.length > 0 && !view.servesAll(placesOf(chosen))) {
    let best = rest[0];
    let most = -1;
    for (const candidate of rest) {
      const units = view.units(placesOf(inOrder([...chosen, candidate])));
      if (units > most) [best, most] = [candidate, units];
    }
    if (best === undefined) break;
    chosen = inOrder([...chosen, best]);
    rest = rest.filter((candidate) => candidate !== best);
  }
  for (const candidate of [...chosen].reverse()) {
    const without = chosen.filter((c) => c !== candidate);
    if (without.length > 0 && view.servesAll(placesOf(without))) chosen = without;
  }
  return chosen;
}

const inOrder = (set: readonly Candidate[]): Candidate[] => [...set].sort((a, b) => a.place - b.place);
const placesOf = (set: readonly Candidate[]): number[] => set.map((c) => c.place);
