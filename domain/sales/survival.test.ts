import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidence, medianTime, type Observation, survivalCurve } from './survival.ts';

const ended = (durationMs: number, ending = 'on'): Observation => ({ durationMs, ending });
const open = (durationMs: number): Observation => ({ durationMs, ending: null });

describe('the time in a stage', () => {
  it('follows the remission times of Freireich (1963), 6-MP arm: median 23 weeks', () => {
    const relapsed = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((weeks) => ended(weeks));
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(open);
    const curve = survivalCurve([...relapsed, ...censored]);
    expect(curve.map(({ atMs }) => atMs)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    const published = [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448];
    curve.forEach(({ share }, index) => {
      expect(share).toBeCloseTo(published[index] ?? Number.NaN, 3);
    });
    expect(medianTime([...relapsed, ...censored])).toBe(23);
  });

  it.each([
    ['everybody left', [ended(1), ended(2), ended(3), ended(4)], 2],
    ['open ones left out would say 1', [ended(1), open(5), open(5), ended(9)], 9],
    ['too few left', [ended(1), open(5), open(5)], null],
    ['nobody was there', [], null],
  ])('has a median when half have left: %s', (_title, visits, median) => {
    expect(medianTime(visits)).toBe(median);
  });
});

describe('conversion', () => {
  it('is the plain share where nothing is open', () => {
    const found = incidence([ended(1, 'on'), ended(2, 'lost'), ended(2, 'on'), ended(7, 'lost')]);
    expect(found.on).toBeCloseTo(0.5, 12);
    expect(found.lost).toBeCloseTo(0.5, 12);
  });

  it('counts loss as ruling a win out, and the open as still able to', () => {
    // At 1: 1/4 lost. One open at 2 leaves. At 3: of the two at risk one goes on: 3/4 × 1/2. At 4: the last is lost.
    const found = incidence([ended(1, 'lost'), open(2), ended(3, 'on'), ended(4, 'lost')]);
    expect(found.on).toBeCloseTo(0.375, 12);
    expect(found.lost).toBeCloseTo(0.625, 12);
  });

  it('and what is left of the stage always sum to one', () => {
    const ending = fc.constantFrom('on', 'lost', 'back', null);
    fc.assert(
      fc.property(fc.array(fc.record({ durationMs: fc.nat(20), ending }), { minLength: 1, maxLength: 40 }), (all) => {
        const gone = Object.values(incidence(all)).reduce((sum, p) => sum + p, 0);
        const left = survivalCurve(all).at(-1)?.share ?? 1;
        expect(gone + left).toBeCloseTo(1, 10);
      }),
    );
  });
});

/**
 * Efron (1967): give every observation the same mass and, in order of time, hand the mass of each that is censored to all
 * that come after it. What is left is the estimate of Kaplan and Meier, and by ending that of Aalen and Johansen.
 */
function redistributed(observations: readonly Observation[]) {
  // Who is censored at a time outlives who ends at it.
  const sorted = observations.toSorted(
    (a, b) => a.durationMs - b.durationMs || Number(a.ending === null) - Number(b.ending === null),
  );
  const mass = sorted.map(() => 1 / sorted.length);
  sorted.forEach(({ ending }, index) => {
    const later = sorted.length - index - 1;
    if (ending !== null || later === 0) return;
    const each = (mass[index] ?? 0) / later;
    for (let other = index + 1; other < sorted.length; other += 1) mass[other] = (mass[other] ?? 0) + each;
    mass[index] = 0;
  });
  return sorted.map((observation, index) => ({ ...observation, mass: mass[index] ?? 0 }));
}

it('equals Efron’s redistribution to the right, for curve, median and each ending', () => {
  const ending = fc.constantFrom('on', 'lost', 'recycled', null);
  fc.assert(
    fc.property(fc.array(fc.record({ durationMs: fc.nat(12), ending }), { minLength: 1, maxLength: 30 }), (all) => {
      const masses = redistributed(all);
      const gone = (until: number, which?: string) =>
        masses
          .filter(
            (one) => one.ending !== null && one.durationMs <= until && (which === undefined || one.ending === which),
          )
          .reduce((sum, one) => sum + one.mass, 0);
      for (const { atMs, share } of survivalCurve(all)) expect(share).toBeCloseTo(1 - gone(atMs), 10);
      const found = incidence(all);
      for (const which of ['on', 'lost', 'recycled']) expect(found[which] ?? 0).toBeCloseTo(gone(Infinity, which), 10);
      const median = [...new Set(all.map(({ durationMs }) => durationMs))]
        .sort((a, b) => a - b)
        .find((at) => gone(at) >= 0.5 - 1e-9);
      expect(medianTime(all)).toBe(median ?? null);
    }),
  );
});
