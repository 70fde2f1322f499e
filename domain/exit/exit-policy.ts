/** Waits and windows of an exit. The profile in force is copied into the exit when it is opened. Durations are ms. */
import type { PolicyProfile } from '../orders/order-policy.ts';
import type { ExitKind } from './exit-states.ts';
import type { Notice } from './notice.ts';

export type ExitPolicy = {
  /** A reason that nobody has told by then is `not_given`. */
  readonly reasonWithinMs: number;
  /** Used where the request names none. */
  readonly notice: Readonly<Record<ExitKind, Notice>>;
  /** What a rule may offer without anybody's approval, minor units per currency; other currencies use `default`. */
  readonly offerCapMinor: Readonly<Record<string, number>>;
  /** Unit of the days that an offer stands. */
  readonly offerDayMs: number;
  readonly approvalEscalatesMs: number;
  readonly approvalExpiresMs: number;
  /** What the hold-out group is drawn for: another name draws another group. */
  readonly experiment: string;
  /** Share of customers, 0 to 1, who are never made an offer, so that the save rate has something to be compared with. */
  readonly holdOutShare: number;
  /** Spent with us in a year, minor units: below `middle` is low, from `high` on high. */
  readonly valueBands: { readonly middle: number; readonly high: number };
  /** How often to look whether orders, claims and refunds have ended. */
  readonly recheckMs: number;
  /** Documents that nobody objects to count as confirmed after this. */
  readonly confirmsItselfMs: number;
  /** From the confirmation to the erasure: never more than 30 days, which the database holds. */
  readonly eraseAfterMs: number;
};

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

const shared = {
  offerCapMinor: { CAD: 10_000, USD: 8000, EUR: 7500, JPY: 10_000, default: 8000 },
  experiment: 'retention-offer',
  valueBands: { middle: 50_000, high: 500_000 },
} as const;

const atOnce = { kind: 'days', days: 0 } as const;
const soon = { kind: 'elapsed', ms: 2 * second } as const;

export const exitPolicies = {
  standard: {
    reasonWithinMs: 14 * day,
    notice: {
      customer_request: { kind: 'calendar_months', months: 1 },
      non_payment: { kind: 'days', days: 14 },
      fraud: atOnce,
      death: atOnce,
      insolvency: { kind: 'days', days: 14 },
    },
    offerDayMs: day,
    approvalEscalatesMs: 1 * day,
    approvalExpiresMs: 3 * day,
    holdOutShare: 0.1,
    recheckMs: 1 * hour,
    confirmsItselfMs: 14 * day,
    eraseAfterMs: 25 * day,
    ...shared,
  },
  demo: {
    reasonWithinMs: 60 * second,
    notice: { customer_request: soon, non_payment: soon, fraud: soon, death: soon, insolvency: soon },
    offerDayMs: 2 * second,
    approvalEscalatesMs: 30 * second,
    approvalExpiresMs: 90 * second,
    holdOutShare: 0,
    recheckMs: 500,
    confirmsItselfMs: 60 * second,
    eraseAfterMs: 3 * second,
    ...shared,
  },
} as const satisfies Record<PolicyProfile, ExitPolicy>;

/** From the confirmation on; the database holds it. */
export const eraseWithinMs = 30 * day;

export function offerCapFor(policy: ExitPolicy, currency: string): number {
  return policy.offerCapMinor[currency] ?? policy.offerCapMinor.default ?? 0;
}
