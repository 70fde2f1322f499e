import type { RateReason } from './rate-reasons.ts';

/** Which service carries a parcel: the cheapest that meets the promise, else the fastest, or the cheapest where none says. */
export type OfferedRate = {
  readonly id: string;
  readonly carrier: string;
  readonly service: string;
  readonly rateMinor: number;
  /** Null: the carrier does not say. */
  readonly deliveryDays: number | null;
};

const aDayMs = 86_400_000;

/** `now` and `promiseOn` in epoch milliseconds, `dayMs` what a carrier's day is. Ties end by days, then by id: the same offers give the same choice. */
export function chooseRate<R extends OfferedRate>(
  rates: readonly [R, ...R[]],
  at: { readonly now: number; readonly promiseOn: number | null; readonly dayMs?: number | undefined },
): { readonly rate: R; readonly reason: RateReason } {
  const { now, promiseOn, dayMs = aDayMs } = at;
  const days = (rate: R): number => rate.deliveryDays ?? Number.MAX_SAFE_INTEGER;
  const first = (candidates: readonly R[], by: (a: R, b: R) => number): R =>
    [...candidates].sort((a, b) => by(a, b) || (a.id < b.id ? -1 : 1))[0] ?? rates[0];
  const cheapest = (a: R, b: R) => a.rateMinor - b.rateMinor || days(a) - days(b);
  const fastest = (a: R, b: R) => days(a) - days(b) || a.rateMinor - b.rateMinor;
  if (promiseOn === null) return { rate: first(rates, cheapest), reason: 'cheapest_no_promise' };
  const inTime = rates.filter((rate) => rate.deliveryDays !== null && now + rate.deliveryDays * dayMs <= promiseOn);
  if (inTime.length > 0) return { rate: first(inTime, cheapest), reason: 'cheapest_in_time' };
  const rate = first(rates, fastest);
  return { rate, reason: rate.deliveryDays === null ? 'cheapest_no_date' : 'fastest_too_late' };
}
