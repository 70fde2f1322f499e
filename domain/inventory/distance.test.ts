import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm, farthestKm, type Place, pointOf } from './distance.ts';

const place = (latitude: number, longitude: number): Place => ({ country: 'CA', region: 'QC', latitude, longitude });

describe('distance', () => {
  it.each([
    { name: 'Montreal to Toronto', a: place(45.5017, -73.5673), b: place(43.6532, -79.3832), km: 504 },
    { name: 'London to Paris', a: place(51.5074, -0.1278), b: place(48.8566, 2.3522), km: 344 },
    { name: 'over the date line', a: place(0, 179), b: place(0, -179), km: 222 },
    { name: 'pole to pole', a: place(90, 0), b: place(-90, 0), km: 20015 },
  ])('is the great circle: $name', ({ a, b, km }) => {
    expect(Math.abs(distanceKm(a, b) - km)).toBeLessThanOrEqual(1);
  });

  it('is the same both ways, nothing to itself, and never more than half the globe', () => {
    const anywhere = fc
      .tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }))
      .map(([latitude, longitude]) => place(latitude, longitude));
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(distanceKm(a, b)).toBe(distanceKm(b, a));
        expect(distanceKm(a, a)).toBe(0);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(farthestKm);
      }),
    );
  });

  it('uses the centre of the region, then of the country, for a place without coordinates', () => {
    expect(pointOf({ country: 'CA', region: 'QC' })).toEqual({ latitude: 45.9, longitude: -73 });
    expect(pointOf({ country: 'FR', region: 'IDF', latitude: null, longitude: null })).toEqual(
      pointOf({ country: 'FR', region: '' }),
    );
  });

  it('calls a place it does not know as far as can be, so that every known one is nearer', () => {
    expect(pointOf({ country: 'ZZ', region: '' })).toBeNull();
    expect(distanceKm({ country: 'ZZ', region: '' }, place(0, 0))).toBe(farthestKm);
  });
});
