import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chooseRate, type OfferedRate } from './rate-choice.ts';

const day = 86_400_000;
const ground: OfferedRate = { id: 'g', carrier: 'C', service: 'Ground', rateMinor: 900, deliveryDays: 6 };
const express: OfferedRate = { id: 'e', carrier: 'C', service: 'Express', rateMinor: 2100, deliveryDays: 2 };
const vague: OfferedRate = { id: 'v', carrier: 'D', service: 'Vague', rateMinor: 500, deliveryDays: null };

it.each([
  { title: 'the cheapest in time', promiseOn: 7 * day, id: 'g', reason: 'cheapest_in_time' },
  { title: 'the only one in time', promiseOn: 3 * day, id: 'e', reason: 'cheapest_in_time' },
  { title: 'the fastest when all are late', promiseOn: 1 * day, id: 'e', reason: 'fastest_too_late' },
  { title: 'the cheapest without a promise', promiseOn: null, id: 'v', reason: 'cheapest_no_promise' },
])('takes $title', ({ promiseOn, id, reason }) => {
  const choice = chooseRate([vague, express, ground], { now: 0, promiseOn });
  expect([choice.rate.id, choice.reason]).toEqual([id, reason]);
});

it.each([
  { title: 'the faster of two as cheap', slow: { deliveryDays: 6 }, promiseOn: 7 * day },
  { title: 'the cheaper of two as fast, when both are late', slow: { rateMinor: 2200, deliveryDays: 2 }, promiseOn: 0 },
])('takes $title, whatever they are called', ({ slow, promiseOn }) => {
  const [first, second] = [{ ...express, id: 'a', ...slow }, express];
  expect(chooseRate([first, second], { now: 0, promiseOn }).rate.id).toBe('e');
});

it('takes what comes on the promised instant for in time', () => {
  expect(chooseRate([express, ground], { now: 0, promiseOn: 6 * day }).rate.id).toBe('g');
});

it('takes the cheapest where no carrier says when it arrives: whether that is late is not known', () => {
  const choice = chooseRate([{ ...vague, id: 'w', rateMinor: 700 }, vague], { now: 0, promiseOn: 1 * day });
  expect([choice.rate.id, choice.reason]).toEqual(['v', 'cheapest_no_date']);
});

const rate = fc.record({
  id: fc.string({ minLength: 1, maxLength: 4 }),
  carrier: fc.constant('C'),
  service: fc.constant('S'),
  rateMinor: fc.nat(3000),
  deliveryDays: fc.option(fc.nat(9)),
});
const offers = fc.uniqueArray(rate, { selector: (r) => r.id, minLength: 1, maxLength: 8 });
const promises = fc.option(fc.integer({ min: 0, max: 10 * day }));

const chosen = (rates: readonly OfferedRate[], promiseOn: number | null) => {
  const [head, ...rest] = rates;
  if (head === undefined) throw new Error('no rates');
  return chooseRate([head, ...rest], { now: 0, promiseOn });
};

it('takes the same service in whatever order the offers come', () => {
  const twice = offers.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(twice, promises, ([list, shuffled], promiseOn) => {
      expect(chosen(shuffled, promiseOn)).toEqual(chosen(list, promiseOn));
    }),
  );
});

it('is late only when every offer is, and never pays more than another one in time', () => {
  fc.assert(
    fc.property(offers, fc.integer({ min: 0, max: 10 * day }), (list, promiseOn) => {
      const inTime = list.filter((r) => r.deliveryDays !== null && r.deliveryDays * day <= promiseOn);
      const { rate: taken, reason } = chosen(list, promiseOn);
      const late = list.some((r) => r.deliveryDays !== null) ? 'fastest_too_late' : 'cheapest_no_date';
      expect(reason).toBe(inTime.length > 0 ? 'cheapest_in_time' : late);
      if (inTime.length > 0) expect(inTime).toContainEqual(taken);
      for (const other of inTime) expect(taken.rateMinor).toBeLessThanOrEqual(other.rateMinor);
    }),
  );
});
