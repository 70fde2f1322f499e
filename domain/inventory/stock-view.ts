/** What a set of locations can serve of a demand. Places are numbers: the index of the location in nearest-first order. */
import { mostUnits, nearestFirst, type SearchBudget, type Served } from './contended-group.ts';
import type { DemandLine, LineUnits, StockOnOffer } from './demand.ts';
import { type DemandGroup, groupDemand, unitsOn } from './demand-groups.ts';

export type Filling = {
  readonly units: number;
  /** By place; lines in order of their number. */
  readonly byPlace: ReadonlyMap<number, readonly LineUnits[]>;
};

export type StockView = {
  /** Units that these places can serve, each unit whole from one place. */
  units(places: readonly number[]): number;
  /** Whether these places serve at least as much as `all` places do of everything. */
  servesAll(places: readonly number[]): boolean;
  /** Units available to promise that stay at these places when they have served, of the SKUs asked. */
  slack(places: readonly number[]): number;
  /** Serves from these places, the nearest first. */
  fill(places: readonly number[]): Filling;
};

const searchStepsPerPlan = 2_000_000;

/** One group of the demand, answered apart from the others. */
type GroupView = {
  readonly group: DemandGroup;
  most: number;
  units(places: readonly number[]): number;
  /** Parts taken from the shelves. */
  pieces(places: readonly number[]): number;
  serve(places: readonly number[]): Served;
};

export function createStockView(
  demand: readonly DemandLine[],
  stock: readonly StockOnOffer[],
  locationIds: readonly string[],
): StockView {
  const shelves = shelvesOf(demand, stock, locationIds);
  const budget: SearchBudget = { left: searchStepsPerPlan };
  const everywhere = locationIds.map((_, place) => place);
  const groups = groupDemand(demand).map((group) =>
    group.length === 1 ? simpleView(group, shelves) : contendedView(group, shelves, budget),
  );
  for (const view of groups) view.most = view.units(everywhere);
  const onShelf = shelves.map((shelf) => [...shelf.values()].reduce((sum, quantity) => sum + quantity, 0));

  return {
    units: (places) => groups.reduce((sum, view) => sum + view.units(places), 0),
    servesAll: (places) => groups.every((view) => view.units(places) >= view.most),
    slack: (places) => {
      const before = places.reduce((sum, place) => sum + (onShelf[place] ?? 0), 0);
      return groups.reduce((left, view) => left - view.pieces(places), before);
    },
    fill: (places) => {
      const byPlace = new Map(places.map((place): [number, LineUnits[]] => [place, []]));
      let units = 0;
      for (const { group, serve } of groups) {
        const served = serve(places);
        units += served.total;
        spread(group, served).forEach((lines, index) => {
          byPlace.get(places[index] ?? -1)?.push(...lines);
        });
      }
      for (const lines of byPlace.values()) lines.sort((a, b) => a.lineNo - b.lineNo);
      return { units, byPlace };
    },
  };
}

/** A class that competes with nobody: the sum of what the places have. */
function simpleView(group: DemandGroup, shelves: readonly ReadonlyMap<string, number>[]): GroupView {
  const [made] = group;
  const wanted = made?.wanted ?? 0;
  const capacity = shelves.map((shelf) => unitsOn(shelf, made?.parts ?? []));
  const piecesEach = (made?.parts ?? []).reduce((sum, part) => sum + part.quantity, 0);
  function units(places: readonly number[]): number {
    let sum = 0;
    for (const place of places) sum += capacity[place] ?? 0;
    return Math.min(wanted, sum);
  }
  return {
    group,
    most: 0,
    units,
    pieces: (places) => units(places) * piecesEach,
    serve: (places) => {
      let total = 0;
      const units = places.map((place) => {
        const here = Math.min(wanted - total, capacity[place] ?? 0);
        total += here;
        return [here];
      });
      return { total, units };
    },
  };
}

function contendedView(
  group: DemandGroup,
  shelves: readonly ReadonlyMap<string, number>[],
  budget: SearchBudget,
): GroupView {
  const skus = new Set(group.flatMap((made) => made.parts.map((part) => part.sku)));
  const own = shelves.map((shelf) => new Map([...shelf].filter(([sku]) => skus.has(sku))));
  const known = new Map<string, Served>();
  const problem = (places: readonly number[]) => ({ group, shelves: places.map((place) => own[place] ?? new Map()) });
  function most(places: readonly number[]): Served {
    const key = places.join();
    const served = known.get(key) ?? mostUnits(problem(places), budget);
    known.set(key, served);
    return served;
  }
  return {
    group,
    most: 0,
    units: (places) => most(places).total,
    pieces: (places) => piecesOf(group, most(places)),
    // A budget of its own, so that what the search for locations has spent does not change what a set of them gives.
    serve: (places) => nearestFirst(problem(places), most(places), { left: searchStepsPerPlan / 10 }),
  };
}

function shelvesOf(
  demand: readonly DemandLine[],
  stock: readonly StockOnOffer[],
  locationIds: readonly string[],
): Map<string, number>[] {
  const asked = new Set(demand.flatMap((line) => line.parts.map((part) => part.sku)));
  const shelves = new Map(locationIds.map((id) => [id, new Map<string, number>()]));
  for (const { sku, locationId, availableToPromise } of stock) {
    const shelf = shelves.get(locationId);
    if (!shelf || !asked.has(sku) || availableToPromise <= 0) continue;
    shelf.set(sku, (shelf.get(sku) ?? 0) + availableToPromise);
  }
  return [...shelves.values()];
}

/** Units of classes as units of lines, per place; the earlier line of a class is served first. */
function spread(group: DemandGroup, served: Served): LineUnits[][] {
  const rest = group.map((made) => made.lines.map((line) => line.quantity));
  return served.units.map((row) =>
    row.flatMap((units, c) => {
      let here = units;
      return (group[c]?.lines ?? []).flatMap(({ lineNo }, index): LineUnits[] => {
        const quantity = Math.min(here, rest[c]?.[index] ?? 0);
        here -= quantity;
        const row = rest[c];
        if (row) row[index] = (row[index] ?? 0) - quantity;
        return quantity > 0 ? [{ lineNo, quantity }] : [];
      });
    }),
  );
}

function piecesOf(group: DemandGroup, served: Served): number {
  let pieces = 0;
  for (const row of served.units) {
    row.forEach((units, c) => {
      for (const part of group[c]?.parts ?? []) pieces += part.quantity * units;
    });
  }
  return pieces;
}
