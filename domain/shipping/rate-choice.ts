import type { RateReason } from './rate-reasons.ts';

/** Which service carries a parcel: the cheapest that meets the promise, else the fastest. */
export type OfferedRate = {
  readonly id: string;
  readonly carrier: string;
  readonly service: string;
  readonly rateMinor: number;
  /** Null: the carrier does not say. */
  readonly deliveryDays: number | null;
};

const dayMs = 86_400_000;

/** `now` and `promiseOn` in epoch milliseconds. Ties end by days, then by id: the same offers give the same choice. */
export function chooseRate<R extends OfferedRate>(
  rates: readonly [R, ...R[]],
  { now, promiseOn }: { readonly now: number; readonly promiseOn: number | null },
): { readonly rate: R; readonly reason: RateReason } {
  const days = (rate: R): number => rate.deliveryDays ?? Number.MAX_SAFE_INTEGER;
  const first = (candidates: readonly R[], by: (a: R, b: R) => number): R =>
    [...candidates].sort((a, b) => by(a, b) || (a.id < b.id ? -1 : 1))[0] ?? rates[0];
  const cheapest = (a: R, b: R) => a.rateMinor - b.rateMinor || days(a) - days(b);
  const fastest = (a: R, b: R) => days(a) - days(b) || a.rateMinor - b.rateMinor;
  if (promiseOn === null) return { rate: first(rates, cheapest), reason: 'cheapest_no_promise' };
  const inTime = rates.filter((rate) => rate.deliveryDays !== null && now + rate.deliveryDays * dayMs <= promiseOn);
  if (inTime.length > 0) return { rate: first(inTime, cheapest), reason: 'cheapest_in_time' };
  return { rate: first(rates, fastest), reason: 'fastest_too_late' };
}
