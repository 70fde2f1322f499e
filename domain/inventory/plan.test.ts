import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DemandLine, type PlanInput, planAllocation } from './plan.ts';
import { planReasonText } from './plan-reasons.ts';

const plain = (lineNo: number, sku: string, quantity: number): DemandLine => ({
  lineNo,
  sku,
  quantity,
  parts: [{ sku, quantity: 1 }],
});
const montreal = { country: 'CA', region: 'QC', latitude: 45.5, longitude: -73.6 };
const toronto = { country: 'CA', region: 'ON', latitude: 43.7, longitude: -79.4 };
const vancouver = { country: 'CA', region: 'BC', latitude: 49.3, longitude: -123.1 };
const locations = [
  { id: 'MTL', ...montreal },
  { id: 'TOR', ...toronto },
  { id: 'VAN', ...vancouver },
];
const at = (locationId: string, sku: string, availableToPromise: number) => ({ locationId, sku, availableToPromise });

function plan(demand: DemandLine[], stock: PlanInput['stock']) {
  return planAllocation({ demand, stock, locations, shipTo: montreal });
}

describe('the plan', () => {
  it('ships from one far location rather than from two near ones', () => {
    const made = plan(
      [plain(1, 'A', 2), plain(2, 'B', 1)],
      [at('MTL', 'A', 5), at('TOR', 'B', 5), at('VAN', 'A', 5), at('VAN', 'B', 5)],
    );
    expect(made.shipments.map((s) => s.locationId)).toEqual(['VAN']);
    expect(made.reasons.map((r) => [r.locationId, r.code])).toEqual([
      ['MTL', 'more_shipments'],
      ['TOR', 'more_shipments'],
      ['VAN', 'ships_all'],
    ]);
  });

  it('takes the nearest of equal ones, and says why the other was passed over', () => {
    const made = plan([plain(1, 'A', 1)], [at('MTL', 'A', 1), at('TOR', 'A', 9)]);
    expect(made.shipments.map((s) => s.locationId)).toEqual(['MTL']);
    expect(made.reasons.map((r) => r.code)).toEqual(['ships_all', 'farther', 'no_stock']);
  });

  it('splits one line over locations, the nearest filled first', () => {
    const made = plan([plain(1, 'A', 5)], [at('MTL', 'A', 3), at('TOR', 'A', 4)]);
    expect(made.shipments.map((s) => [s.locationId, s.lines])).toEqual([
      ['MTL', [{ lineNo: 1, quantity: 3 }]],
      ['TOR', [{ lineNo: 1, quantity: 2 }]],
    ]);
  });

  it('breaks a tie of distance by the stock that is left over, then by id', () => {
    const twins = [
      { id: 'B', ...toronto },
      { id: 'A', ...toronto },
      { id: 'C', ...toronto },
    ];
    const stock = [at('A', 'X', 3), at('B', 'X', 9), at('C', 'X', 9)];
    const made = planAllocation({ demand: [plain(1, 'X', 1)], stock, locations: twins, shipTo: montreal });
    expect(made.shipments[0]?.locationId).toBe('B');
    expect(made.reasons.find((r) => r.locationId === 'A')?.code).toBe('less_slack');
    expect(made.reasons.find((r) => r.locationId === 'C')?.code).toBe('later_id');
  });

  it('fills the first of equal locations first, and counts what is left over of the SKUs asked alone', () => {
    const twins = [
      { id: 'B', ...toronto },
      { id: 'A', ...toronto },
    ];
    const planned = (quantity: number, stock: PlanInput['stock']) =>
      planAllocation({ demand: [plain(1, 'X', quantity)], stock, locations: twins, shipTo: montreal });
    const split = planned(5, [at('B', 'X', 4), at('A', 'X', 4)]);
    expect(split.shipments.map((s) => [s.locationId, s.lines[0]?.quantity])).toEqual([
      ['A', 4],
      ['B', 1],
    ]);
    const one = planned(1, [at('A', 'X', 2), at('B', 'X', 3), at('A', 'Y', 9)]);
    expect(one.shipments[0]?.locationId).toBe('B');
  });

  it('says why a location was passed over by the best plan with it, not by a worse one', () => {
    const places = [...locations, { id: 'TOR2', ...toronto }];
    const stock = [at('MTL', 'A', 1), at('VAN', 'A', 1), at('TOR', 'B', 1), at('TOR2', 'B', 1)];
    const demand = [plain(1, 'A', 1), plain(2, 'B', 1)];
    const made = planAllocation({ demand, stock, locations: places, shipTo: montreal });
    expect(made.shipments.map((s) => s.locationId)).toEqual(['MTL', 'TOR']);
    expect(made.reasons.find((r) => r.locationId === 'TOR2')?.code).toBe('later_id');
  });

  it('fills the nearest first, also of what a kit and a plain product compete for', () => {
    const kit = { lineNo: 1, sku: 'KIT', quantity: 2, parts: [{ sku: 'A', quantity: 2 }] };
    const made = plan([kit, plain(2, 'A', 1)], [at('MTL', 'A', 4), at('TOR', 'A', 4)]);
    const units = made.shipments.map((s) => s.lines.reduce((sum, l) => sum + l.quantity, 0));
    expect(units).toEqual([2, 1]);
  });

  it('makes most units also where too many compete to search', () => {
    const pack = (pieces: number) => ({
      lineNo: 13 - pieces,
      sku: `PACK${pieces}`,
      quantity: pieces === 1 ? 132 : 1,
      parts: [{ sku: 'A', quantity: pieces }],
    });
    const packs = Array.from({ length: 12 }, (_, i) => pack(i + 1));
    const places = Array.from({ length: 11 }, (_, i) => ({ id: `L${i}`, ...montreal }));
    const stock = places.map(({ id }) => at(id, 'A', 12));
    const made = planAllocation({ demand: packs, stock, locations: places, shipTo: montreal });
    expect(made.short).toEqual(
      packs
        .slice(1)
        .map(({ lineNo }) => ({ lineNo, quantity: 1 }))
        .reverse(),
    );
  });

  it('drops a location that turns out to be needless, where there are too many sets to try', () => {
    const all = ['LURE', 'P1', 'P2', 'P3', 'P4', ...Array.from({ length: 25 }, (_, i) => `Q${i}`)];
    const has = (id: string, ...items: number[]) => items.map((item) => at(id, `S${item}`, 1));
    const stock = [
      ...has('LURE', 1, 3, 5),
      ...[1, 2, 3, 4].flatMap((n) => has(`P${n}`, 2 * n - 1, 2 * n)),
      ...all.slice(5).flatMap((id) => has(id, 1)),
    ];
    const demand = Array.from({ length: 8 }, (_, i) => plain(i + 1, `S${i + 1}`, 1));
    const places = all.map((id) => ({ id, ...montreal }));
    const made = planAllocation({ demand, stock, locations: places, shipTo: montreal });
    expect(made.shipments.map((s) => s.locationId)).toEqual(['P1', 'P2', 'P3', 'P4']);
  });

  it('takes all parts of a kit unit from one location', () => {
    const kit: DemandLine = {
      lineNo: 1,
      sku: 'KIT',
      quantity: 2,
      parts: [
        { sku: 'A', quantity: 2 },
        { sku: 'B', quantity: 1 },
      ],
    };
    const made = plan([kit], [at('MTL', 'A', 3), at('MTL', 'B', 1), at('TOR', 'A', 1), at('TOR', 'B', 5)]);
    expect(made.kind).toBe('partial');
    expect(made.shipments).toMatchObject([{ locationId: 'MTL', lines: [{ lineNo: 1, quantity: 1 }] }]);
    expect(made.short).toEqual([{ lineNo: 1, quantity: 1 }]);
  });

  it('sums the same SKU on two lines and in two kits', () => {
    const kit = (lineNo: number): DemandLine => ({
      lineNo,
      sku: `KIT${lineNo}`,
      quantity: 1,
      parts: [{ sku: 'A', quantity: 2 }],
    });
    const made = plan([plain(1, 'A', 1), plain(2, 'A', 1), kit(3), kit(4)], [at('MTL', 'A', 5)]);
    const taken = made.shipments.flatMap((s) => s.demand).reduce((sum, d) => sum + d.quantity, 0);
    expect(taken).toBeLessThanOrEqual(5);
    expect(made.kind).toBe('partial');
  });

  it('makes most units of a part that a kit and a plain product want', () => {
    const kit = { lineNo: 1, sku: 'KIT', quantity: 1, parts: [{ sku: 'A', quantity: 2 }] };
    const made = plan([kit, plain(2, 'A', 3)], [at('MTL', 'A', 3)]);
    expect(made.shipments).toMatchObject([{ lines: [{ lineNo: 2, quantity: 3 }] }]);
    expect(made.short).toEqual([{ lineNo: 1, quantity: 1 }]);
  });

  it('says that a location is farther when a plan with it would need as few shipments', () => {
    const made = plan([plain(1, 'A', 1), plain(2, 'B', 1)], [at('MTL', 'A', 1), at('TOR', 'B', 1), at('VAN', 'A', 1)]);
    expect(made.shipments.map((s) => s.locationId)).toEqual(['MTL', 'TOR']);
    expect(made.reasons.find((r) => r.locationId === 'VAN')?.code).toBe('farther');
  });

  it('names every location and its reason in both languages', () => {
    const made = plan([plain(1, 'A', 1)], [at('MTL', 'A', 1)]);
    expect(made.reasons.map((reason) => planReasonText(reason, 'en'))).toEqual([
      'MTL ships everything that can ship now, 0 km from the address.',
      'TOR cannot make up a single unit of what is ordered.',
      'VAN cannot make up a single unit of what is ordered.',
    ]);
    for (const reason of made.reasons) expect(planReasonText(reason, 'fr')).not.toMatch(/[{}]/);
  });

  it('ships nothing, and says so, when there is nothing', () => {
    expect(plan([plain(1, 'A', 2)], [])).toMatchObject({
      kind: 'none',
      shipments: [],
      short: [{ lineNo: 1, quantity: 2 }],
    });
  });

  it('finds every unit when it takes more locations than sets can be tried', () => {
    const many = Array.from({ length: 25 }, (_, i) => ({ id: `L${i}`, ...montreal, latitude: 45 + i / 10 }));
    const stock = many.map((l, i) => at(l.id, 'A', i % 5 === 0 ? 0 : 1));
    const made = planAllocation({ demand: [plain(1, 'A', 18)], stock, locations: many, shipTo: montreal });
    expect(made.kind).toBe('complete');
    expect(made.shipments).toHaveLength(18);
    expect(new Set(made.reasons.map((r) => r.code))).toEqual(new Set(['ships_share', 'no_stock', 'enough_without']));
    // Each has as much: the nearest of them.
    const codes = made.reasons.map((r) => r.code).filter((code) => code !== 'no_stock');
    expect(codes.slice(18)).toEqual(['enough_without', 'enough_without']);
  });

  it('plans five hundred lines over thirty locations', () => {
    const many = Array.from({ length: 30 }, (_, i) => ({
      id: `L${i}`,
      country: 'CA',
      region: 'QC',
      latitude: 45 + i / 10,
      longitude: -73,
    }));
    const demand = Array.from({ length: 500 }, (_, i) => plain(i + 1, `S${i}`, 3));
    const stock = many.flatMap((l) => demand.map((d) => at(l.id, d.sku, 1)));
    const made = planAllocation({ demand, stock, locations: many, shipTo: montreal });
    expect(made.kind).toBe('complete');
    expect(made.shipments).toHaveLength(3);
  });
});

const world = fc.record({
  demand: fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  stock: fc.uniqueArray(
    fc.record({
      locationId: fc.constantFrom('MTL', 'TOR', 'VAN'),
      sku: fc.constantFrom('A', 'B', 'C'),
      availableToPromise: fc.nat(8),
    }),
    { selector: (s) => `${s.sku}/${s.locationId}`, maxLength: 9 },
  ),
});

describe('any plan', () => {
  it('takes no more than there is, serves or names every unit, and is the same every time', () => {
    fc.assert(
      fc.property(world, ({ demand, stock }) => {
        const lines = demand.map((d, i) => plain(i + 1, d.sku, d.quantity));
        const made = plan(lines, stock);
        for (const shelf of stock) {
          const taken = made.shipments
            .filter((s) => s.locationId === shelf.locationId)
            .flatMap((s) => s.demand.filter((d) => d.sku === shelf.sku))
            .reduce((sum, d) => sum + d.quantity, 0);
          expect(taken).toBeLessThanOrEqual(shelf.availableToPromise);
        }
        for (const line of lines) {
          const served = made.shipments
            .flatMap((s) => s.lines.filter((l) => l.lineNo === line.lineNo))
            .reduce((sum, l) => sum + l.quantity, 0);
          const short = made.short.find((s) => s.lineNo === line.lineNo)?.quantity ?? 0;
          expect(served + short).toBe(line.quantity);
        }
        expect(plan(lines, [...stock].reverse())).toEqual(made);
      }),
    );
  });

  it('serves as many units as there are, from as few locations as can', () => {
    fc.assert(
      fc.property(world, ({ demand, stock }) => {
        const lines = demand.map((d, i) => plain(i + 1, d.sku, d.quantity));
        const made = plan(lines, stock);
        const servedBy = (ids: string[]) =>
          ['A', 'B', 'C'].reduce((sum, sku) => {
            const wanted = demand.filter((d) => d.sku === sku).reduce((n, d) => n + d.quantity, 0);
            const there = stock
              .filter((s) => s.sku === sku && ids.includes(s.locationId))
              .reduce((n, s) => n + s.availableToPromise, 0);
            return sum + Math.min(wanted, there);
          }, 0);
        const most = servedBy(['MTL', 'TOR', 'VAN']);
        const sets = [['MTL'], ['TOR'], ['VAN'], ['MTL', 'TOR'], ['MTL', 'VAN'], ['TOR', 'VAN'], ['MTL', 'TOR', 'VAN']];
        const fewest =
          most === 0 ? 0 : Math.min(...sets.filter((ids) => servedBy(ids) === most).map((ids) => ids.length));
        expect(made.shipments.flatMap((s) => s.lines).reduce((sum, l) => sum + l.quantity, 0)).toBe(most);
        expect(made.shipments).toHaveLength(fewest);
      }),
    );
  });
});
