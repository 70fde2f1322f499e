/**
 * Which location ships what. Wishes in order: every unit now; then the fewest shipments; then the smallest sum of
 * great-circle kilometres; then the most units left over at the chosen locations; ties end by location id. Within the
 * chosen locations the nearest fills first. Short: most units first, then fewest shipments. Same input, same plan.
 */
import { chooseLocations } from './choose-locations.ts';
import type { Candidate } from './cover-locations.ts';
import type { DemandLine, LineUnits, PlanInput } from './demand.ts';
import { distanceKm } from './distance.ts';
import { explain, type PlanReason } from './plan-reasons.ts';
import { createStockView, type Filling } from './stock-view.ts';

export type { DemandLine, PlanInput } from './demand.ts';

export type PlannedParcel = {
  readonly locationId: string;
  readonly distanceKm: number;
  /** Units of each line as sold. */
  readonly lines: readonly LineUnits[];
  /** The parts to take from the shelf. */
  readonly demand: readonly { readonly lineNo: number; readonly sku: string; readonly quantity: number }[];
};

export type AllocationPlan = {
  readonly kind: 'complete' | 'partial' | 'none';
  /** Nearest first. */
  readonly shipments: readonly PlannedParcel[];
  /** Units that cannot ship now, in order of line numbers. */
  readonly short: readonly LineUnits[];
  /** One per location, nearest first. */
  readonly reasons: readonly PlanReason[];
};

/**
 * Proven best while the sets of locations are few enough to try (twelve locations, or thirty with up to three
 * shipments) and kits that compete for parts are few; a good plan, found greedily, beyond that. Line numbers and
 * location ids are unique.
 */
export function planAllocation({ demand, stock, locations, shipTo }: PlanInput): AllocationPlan {
  const all = locations
    .map(({ id, ...place }) => ({ id, distanceKm: distanceKm(place, shipTo) }))
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))
    .map((location, place): Candidate => ({ ...location, place }));
  const view = createStockView(
    demand,
    stock,
    all.map((location) => location.id),
  );
  const useful = new Set(all.filter((location) => view.units([location.place]) > 0));
  const chosen = chooseLocations([...useful], view);
  const filling = view.fill(chosen?.best.set.map((c) => c.place) ?? []);
  const short = shortOf(demand, filling);
  return {
    kind: filling.units === 0 ? 'none' : short.length === 0 ? 'complete' : 'partial',
    shipments: (chosen?.best.set ?? []).flatMap((location) => parcelOf(location, filling, demand)),
    short,
    reasons: explain({ all, useful, chosen }),
  };
}

function parcelOf(location: Candidate, filling: Filling, demand: readonly DemandLine[]): PlannedParcel[] {
  const lines = filling.byPlace.get(location.place) ?? [];
  if (lines.length === 0) return [];
  const partsOf = new Map(demand.map((line) => [line.lineNo, line.parts]));
  const pieces = lines.flatMap(({ lineNo, quantity }) =>
    (partsOf.get(lineNo) ?? []).map((part) => ({ lineNo, sku: part.sku, quantity: part.quantity * quantity })),
  );
  return [{ locationId: location.id, distanceKm: location.distanceKm, lines, demand: pieces }];
}

function shortOf(demand: readonly DemandLine[], filling: Filling): LineUnits[] {
  const served = new Map<number, number>();
  for (const lines of filling.byPlace.values()) {
    for (const { lineNo, quantity } of lines) served.set(lineNo, (served.get(lineNo) ?? 0) + quantity);
  }
  return demand
    .map(({ lineNo, quantity }) => ({ lineNo, quantity: quantity - (served.get(lineNo) ?? 0) }))
    .filter((line) => line.quantity > 0)
    .sort((a, b) => a.lineNo - b.lineNo);
}
