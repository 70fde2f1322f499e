/** The plan against every possible allocation, on worlds small enough to try them all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DemandLine, type PlanInput, planAllocation } from './plan.ts';

const sites = [
  { id: 'NEAR', km: 1 },
  { id: 'MID', km: 3 },
  { id: 'FAR', km: 7 },
] as const;
const skus = ['A', 'B', 'C'] as const;
/** One degree of latitude per unit of distance, so that no two sets of sites are equally far. */
const locations = sites.map(({ id, km }) => ({ id, country: 'CA', region: 'QC', latitude: 45 + km, longitude: -73 }));
const shipTo = { country: 'CA', region: 'QC', latitude: 45, longitude: -73 };

const parts = fc.uniqueArray(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 2 }) }), {
  minLength: 1,
  maxLength: 3,
  selector: (part) => part.sku,
});
const world = fc.record({
  demand: fc
    .array(fc.record({ quantity: fc.integer({ min: 1, max: 3 }), parts }), { minLength: 1, maxLength: 3 })
    .map((lines) => lines.map((line, i): DemandLine => ({ lineNo: i + 1, sku: `P${i}`, ...line }))),
  stock: fc
    .array(fc.nat(4), { minLength: sites.length * skus.length, maxLength: sites.length * skus.length })
    .map((counts): PlanInput['stock'] =>
      sites.flatMap(({ id }, s) =>
        skus.map((sku, k) => ({ locationId: id, sku, availableToPromise: counts[s * skus.length + k] ?? 0 })),
      ),
    ),
});

/** Most units that these sites can serve: every way of serving one more unit is followed. */
function mostUnits(ids: readonly string[], demand: readonly DemandLine[], stock: PlanInput['stock']): number {
  const known = new Map<string, number>();
  const start = ids.map((id) =>
    skus.map((sku) => stock.find((s) => s.locationId === id && s.sku === sku)?.availableToPromise ?? 0),
  );
  function best(shelves: readonly (readonly number[])[], rest: readonly number[]): number {
    const key = JSON.stringify([shelves, rest]);
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    let most = 0;
    demand.forEach((line, l) => {
      if ((rest[l] ?? 0) === 0) return;
      shelves.forEach((shelf, s) => {
        const left = skus.map(
          (sku, k) => (shelf[k] ?? 0) - (line.parts.find((part) => part.sku === sku)?.quantity ?? 0),
        );
        if (left.some((quantity) => quantity < 0)) return;
        most = Math.max(
          most,
          1 +
            best(
              shelves.map((row, i) => (i === s ? left : row)),
              rest.map((n, i) => (i === l ? n - 1 : n)),
            ),
        );
      });
    });
    known.set(key, most);
    return most;
  }
  return best(
    start,
    demand.map((line) => line.quantity),
  );
}

const subsets = Array.from({ length: 2 ** sites.length - 1 }, (_, i) => sites.filter((_, s) => ((i + 1) >> s) & 1));
const unitsOf = (lines: readonly { quantity: number }[]) => lines.reduce((sum, line) => sum + line.quantity, 0);

describe('a plan with kits', () => {
  it('ships the most units there can be, from the fewest and then the nearest locations', () => {
    fc.assert(
      fc.property(world, ({ demand, stock }) => {
        const made = planAllocation({ demand, stock, locations, shipTo });
        const options = subsets
          .map((set) => ({
            set,
            units: mostUnits(
              set.map((s) => s.id),
              demand,
              stock,
            ),
          }))
          .sort(
            (a, b) =>
              b.units - a.units ||
              a.set.length - b.set.length ||
              a.set.reduce((n, s) => n + s.km, 0) - b.set.reduce((n, s) => n + s.km, 0),
          );
        const best = options[0];
        expect(unitsOf(made.shipments.flatMap((s) => s.lines))).toBe(best?.units);
        expect(made.shipments.map((s) => s.locationId)).toEqual(best?.units === 0 ? [] : best?.set.map((s) => s.id));
      }),
      { numRuns: 150 },
    );
  });

  it('takes whole units from one location each, and no more than is there', () => {
    fc.assert(
      fc.property(world, ({ demand, stock }) => {
        for (const shipment of planAllocation({ demand, stock, locations, shipTo }).shipments) {
          const expected = shipment.lines.flatMap(({ lineNo, quantity }) =>
            (demand.find((line) => line.lineNo === lineNo)?.parts ?? []).map((part) => ({
              lineNo,
              sku: part.sku,
              quantity: part.quantity * quantity,
            })),
          );
          expect(shipment.demand).toEqual(expected);
          for (const shelf of stock.filter((s) => s.locationId === shipment.locationId)) {
            const taken = unitsOf(shipment.demand.filter((d) => d.sku === shelf.sku));
            expect(taken).toBeLessThanOrEqual(shelf.availableToPromise);
          }
        }
      }),
    );
  });

  it('does not depend on the order of lines, stock or locations', () => {
    fc.assert(
      fc.property(world, ({ demand, stock }) => {
        const made = planAllocation({ demand, stock, locations, shipTo });
        const turned = planAllocation({
          demand: [...demand].reverse(),
          stock: [...stock].reverse(),
          locations: [...locations].reverse(),
          shipTo,
        });
        expect(turned).toEqual(made);
      }),
    );
  });
});
