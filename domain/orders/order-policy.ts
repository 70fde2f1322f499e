/**
 * Deadlines, lease times, windows and limits of an order. The profile in force is copied into the order when
 * it is placed, so that changing a profile never changes a running order. Durations are milliseconds.
 */
import type { BusinessCalendar } from '../calendar/business-days.ts';
import { type Currency, decimalsOf } from '../money/money.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export type OrderPolicy = {
  readonly profile: PolicyProfile;
  readonly holdDeadlineMs: number;
  readonly offerDeadlineMs: number;
  readonly backorderDeadlineMs: number;
  readonly approvalEscalatesMs: number;
  readonly approvalExpiresMs: number;
  readonly paymentDeadlineMs: number;
  /** A reservation that is not confirmed within this time is freed; longer than every wait before confirmation. */
  readonly leaseMs: number;
  readonly handOverDueMs: number;
  readonly promiseMs: number;
  /** How long a day of a carrier's delivery time is: absent, a day. Where promises are minutes, it is seconds. */
  readonly carrierDayMs?: number;
  readonly silenceMs: number;
  /** Silence counts business days of the shipping calendar when both are set, else `silenceMs`. */
  readonly silenceBusinessDays: number | null;
  /** When carriers work: weekends and this place's public holidays are days off. */
  readonly shippingCalendar: BusinessCalendar | null;
  readonly claimWindowMs: number;
  /** An authorisation is renewed this long before the provider lets it lapse. */
  readonly renewalMarginMs: number;
  /** Attempts at one outside call before a person is asked. */
  readonly outsideAttempts: number;
  readonly outsideBackoffMs: number;
  /** Totals above this need an approval, per currency, in its major unit; absent in orders placed before there was one for each. */
  readonly approvalLimits?: Readonly<Record<string, number>>;
  /** What those orders have instead: minor units of some currencies, and `default` for all others. */
  readonly approvalAboveMinor?: Readonly<Record<string, number>>;
  readonly approvalAboveDiscountBps: number;
  readonly approvalAboveRisk: number;
  readonly fraudHoldAtPoints: number;
  /** A first order above this total adds risk, per currency, in its major unit; absent in orders placed before there was one. */
  readonly firstOrderLimits?: Readonly<Record<string, number>>;
  /** What those orders have instead: one number of minor units for all currencies. */
  readonly firstOrderLimitMinor?: number;
  readonly velocityWindowMs: number;
  readonly velocityLimit: number;
};

export type PolicyProfile = 'standard' | 'demo';

/** Round numbers of the same order of worth, set by hand; a currency without one does not compile. */
const approvalLimits = {
  ...{ AUD: 4000, CAD: 5000, CHF: 4000, EUR: 3500, GBP: 4000, NZD: 4000, USD: 4000 },
  ...{ BHD: 1500, KWD: 1200, OMR: 1500, TND: 12_000, MXN: 70_000 },
  ...{ CLP: 3_500_000, ISK: 500_000, JPY: 500_000, KRW: 5_000_000, XOF: 2_500_000 },
} as const satisfies Record<Currency, number>;

const firstOrderLimits = {
  ...{ AUD: 3000, CAD: 3000, CHF: 3000, EUR: 3000, GBP: 3000, NZD: 3000, USD: 3000 },
  ...{ BHD: 800, KWD: 700, OMR: 800, TND: 7000, MXN: 40_000 },
  ...{ CLP: 2_000_000, ISK: 300_000, JPY: 300_000, KRW: 3_000_000, XOF: 1_500_000 },
} as const satisfies Record<Currency, number>;

const limits = {
  approvalLimits,
  approvalAboveDiscountBps: 1500,
  approvalAboveRisk: 60,
  fraudHoldAtPoints: 80,
  firstOrderLimits,
  velocityLimit: 5,
} as const;

export const orderPolicies = {
  standard: {
    profile: 'standard',
    holdDeadlineMs: 2 * day,
    offerDeadlineMs: 2 * day,
    backorderDeadlineMs: 30 * day,
    approvalEscalatesMs: 1 * day,
    approvalExpiresMs: 3 * day,
    paymentDeadlineMs: 3 * day,
    leaseMs: 10 * day,
    handOverDueMs: 2 * day,
    promiseMs: 7 * day,
    silenceMs: 5 * day,
    silenceBusinessDays: 5,
    shippingCalendar: { country: 'CA', zone: 'America/Toronto' },
    claimWindowMs: 30 * day,
    renewalMarginMs: 12 * hour,
    outsideAttempts: 12,
    outsideBackoffMs: 2 * second,
    velocityWindowMs: 1 * hour,
    ...limits,
  },
  demo: {
    profile: 'demo',
    holdDeadlineMs: 60 * second,
    offerDeadlineMs: 60 * second,
    backorderDeadlineMs: 5 * minute,
    approvalEscalatesMs: 30 * second,
    approvalExpiresMs: 90 * second,
    paymentDeadlineMs: 60 * second,
    leaseMs: 5 * minute,
    handOverDueMs: 60 * second,
    promiseMs: 2 * minute,
    carrierDayMs: 10 * second,
    silenceMs: 30 * second,
    silenceBusinessDays: null,
    shippingCalendar: null,
    claimWindowMs: 3 * second,
    renewalMarginMs: 5 * second,
    outsideAttempts: 5,
    outsideBackoffMs: 200,
    velocityWindowMs: 10 * second,
    ...limits,
    velocityLimit: 1000,
  },
} as const satisfies Record<PolicyProfile, OrderPolicy>;

/** Minor units of that currency. */
export function approvalLimitFor(
  { approvalLimits, approvalAboveMinor: before }: OrderPolicy,
  currency: string,
): number {
  return limitIn(currency, approvalLimits, before?.[currency] ?? before?.default);
}

/** Minor units of that currency. */
export function firstOrderLimitFor(policy: OrderPolicy, currency: string): number {
  return limitIn(currency, policy.firstOrderLimits, policy.firstOrderLimitMinor);
}

/** `beforeMinor`: what an order has that was placed before each currency had a limit of its own. */
function limitIn(currency: string, limits: OrderPolicy['approvalLimits'], beforeMinor = 0): number {
  const limit = limits?.[currency];
  return limit === undefined ? beforeMinor : limit * 10 ** decimalsOf(currency);
}
