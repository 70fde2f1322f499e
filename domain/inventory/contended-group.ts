/**
 * Serves classes of units that compete for the same parts: a kit and the plain product, or two kits that share one.
 * The most units are found by search while the group is small; a large one is served by the best of two fixed orders.
 */
import { type DemandGroup, unitsOn } from './demand-groups.ts';

/** `units[place][class]`, places in the order asked for. */
export type Served = { readonly total: number; readonly units: readonly (readonly number[])[] };

type Shelf = Map<string, number>;
type Problem = { readonly group: DemandGroup; readonly shelves: readonly ReadonlyMap<string, number>[] };

/** Steps that one plan may spend on search, counted and not timed: the same input stops at the same place. */
export type SearchBudget = { left: number };

/** Above this many (class, place) pairs no search is tried. */
const searchablePairs = 120;

/** The most units these shelves give, whichever place gives them. */
export function mostUnits(problem: Problem, budget: SearchBudget): Served {
  const [first, second] = [inOrder(problem, scarcestFirst(problem)), inOrder(problem, smallestFirst(problem))];
  const best = second.total > first.total ? second : first;
  return best.total >= upperBound(problem) ? best : search(problem, { start: best, budget, nearestFirst: false });
}

/** As many units as `start`, moved to the earlier places as far as the search gets. */
export function nearestFirst(problem: Problem, start: Served, budget: SearchBudget): Served {
  return search(problem, { start, budget, nearestFirst: true });
}

type Search = { readonly start: Served; readonly budget: SearchBudget; readonly nearestFirst: boolean };

/** Tries every number of units of every class at every place, most first, and cuts what cannot beat the best. */
function search({ group, shelves }: Problem, { start, budget, nearestFirst }: Search): Served {
  const pairs = group.length * shelves.length;
  if (pairs > searchablePairs) return start;
  const rest = group.map((made) => made.wanted);
  const left = shelves.map((shelf): Shelf => new Map(shelf));
  const units = shelves.map(() => group.map(() => 0));
  let best = start;

  function reachable(from: number): number {
    let sum = 0;
    group.forEach((made, c) => {
      let here = 0;
      for (let p = Math.floor(from / group.length); p < left.length; p += 1) {
        if (from <= p * group.length + c) here += unitsOn(left[p] ?? new Map(), made.parts);
      }
      sum += Math.min(rest[c] ?? 0, here);
    });
    return sum;
  }

  function visit(pair: number, total: number): void {
    if (pair === pairs) {
      const found = { total, units: units.map((row) => [...row]) };
      if (total > best.total || (nearestFirst && total === best.total && isNearer(found, best))) best = found;
      return;
    }
    budget.left -= pairs;
    const reach = total + reachable(pair);
    if (budget.left < 0 || reach < best.total || (reach === best.total && !nearestFirst)) return;
    const [p, c] = [Math.floor(pair / group.length), pair % group.length];
    const [shelf, made, row] = [left[p], group[c], units[p]];
    if (!shelf || !made || !row) return;
    for (let n = Math.min(rest[c] ?? 0, unitsOn(shelf, made.parts)); n >= 0; n -= 1) {
      take(n);
      visit(pair + 1, total + n);
      take(-n);
      row[c] = 0;
      if (budget.left < 0) return;
    }

    function take(n: number): void {
      for (const part of made?.parts ?? []) shelf?.set(part.sku, (shelf.get(part.sku) ?? 0) - part.quantity * n);
      rest[c] = (rest[c] ?? 0) - n;
      if (row && n > 0) row[c] = n;
    }
  }
  visit(0, 0);
  return best;
}

function isNearer(a: Served, b: Served): boolean {
  const sum = (row: readonly number[] | undefined) => (row ?? []).reduce((total, n) => total + n, 0);
  for (let p = 0; p < a.units.length; p += 1) {
    const difference = sum(a.units[p]) - sum(b.units[p]);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Place by place, each class in turn takes all it can. */
function inOrder({ group, shelves }: Problem, order: readonly number[]): Served {
  const rest = group.map((made) => made.wanted);
  let total = 0;
  const units = shelves.map((full) => {
    const shelf: Shelf = new Map(full);
    const row = group.map(() => 0);
    for (const c of order) {
      const parts = group[c]?.parts ?? [];
      const n = Math.min(rest[c] ?? 0, unitsOn(shelf, parts));
      if (n === 0) continue;
      for (const part of parts) shelf.set(part.sku, (shelf.get(part.sku) ?? 0) - part.quantity * n);
      rest[c] = (rest[c] ?? 0) - n;
      row[c] = n;
      total += n;
    }
    return row;
  });
  return { total, units };
}

/** Classes that fewest places can serve go first, or a plain product takes what a kit could only have here. */
function scarcestFirst({ group, shelves }: Problem): number[] {
  const places = group.map((made) => shelves.filter((shelf) => unitsOn(shelf, made.parts) > 0).length);
  const parts = (c: number) => group[c]?.parts.length ?? 0;
  return indices(group).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || parts(b) - parts(a) || a - b);
}

/** Classes that take least of the shelf per unit go first: when there is not enough, they make most units. */
function smallestFirst({ group }: Problem): number[] {
  const pieces = group.map((made) => made.parts.reduce((sum, part) => sum + part.quantity, 0));
  return indices(group).sort((a, b) => (pieces[a] ?? 0) - (pieces[b] ?? 0) || a - b);
}

const indices = (group: DemandGroup): number[] => group.map((_, index) => index);

/** No more units than this can come of it: each class alone, and the users of each SKU with its smallest users first. */
function upperBound({ group, shelves }: Problem): number {
  const alone = group.map((made) =>
    Math.min(
      made.wanted,
      shelves.reduce((sum, shelf) => sum + unitsOn(shelf, made.parts), 0),
    ),
  );
  let bound = alone.reduce((sum, n) => sum + n, 0);
  for (const sku of new Set(group.flatMap((made) => made.parts.map((part) => part.sku)))) {
    let supply = shelves.reduce((sum, shelf) => sum + (shelf.get(sku) ?? 0), 0);
    let units = 0;
    const perUnit = group.map((made) => made.parts.find((part) => part.sku === sku)?.quantity ?? 0);
    for (const c of indices(group).sort((a, b) => (perUnit[a] ?? 0) - (perUnit[b] ?? 0))) {
      const each = perUnit[c] ?? 0;
      const n = each === 0 ? (alone[c] ?? 0) : Math.min(alone[c] ?? 0, Math.floor(supply / each));
      supply -= each * n;
      units += n;
    }
    bound = Math.min(bound, units);
  }
  return bound;
}
