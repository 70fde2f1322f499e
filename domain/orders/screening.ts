/** Which holds a new order gets, and how risky it is. Every point is named, so that a person can see why. */
import { type Lifecycle, mayOrder } from '../customers/lifecycle.ts';
import type { Address } from './address.ts';
import { sameAddress } from './address.ts';
import type { HoldEnd, HoldKind } from './order-facts.ts';
import { firstOrderLimitFor, type OrderPolicy } from './order-policy.ts';

export type ScreeningInput = {
  readonly lifecycle: Lifecycle;
  readonly billTo: Address;
  readonly shipTo: Address;
  readonly totalMinor: number;
  readonly currency: string;
  readonly discountBps: number;
  readonly earlierOrders: number;
  /** Orders of this customer inside the velocity window, this one included. */
  readonly recentOrders: number;
  readonly paymentMethod: 'card' | 'account';
  readonly creditLimitMinor: number | null;
  readonly creditCurrency: string | null;
  /** Open account debt of the customer without this order. */
  readonly exposureMinor: number;
  readonly policy: OrderPolicy;
};

export type RaisedHold = {
  readonly kind: HoldKind;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly ownerRole: 'agent' | 'supervisor';
  readonly atDeadline: HoldEnd;
};

export type Screening = {
  readonly riskPoints: number;
  readonly points: readonly { readonly code: string; readonly points: number }[];
  readonly holds: readonly RaisedHold[];
};

const riskRules = [
  { code: 'many_orders_in_a_short_time', points: 50, applies: (i) => i.recentOrders > i.policy.velocityLimit },
  { code: 'ship_to_differs_from_bill_to', points: 15, applies: (i) => !sameAddress(i.billTo, i.shipTo) },
  { code: 'ship_to_another_country', points: 25, applies: (i) => i.billTo.country !== i.shipTo.country },
  {
    code: 'first_order_above_limit',
    points: 40,
    applies: (i) => i.earlierOrders === 0 && i.totalMinor > firstOrderLimitFor(i.policy, i.currency),
  },
  { code: 'deep_discount', points: 10, applies: (i) => i.discountBps > i.policy.approvalAboveDiscountBps },
] as const satisfies readonly { code: string; points: number; applies: (input: ScreeningInput) => boolean }[];

/** `fraudAtPoints`: from where on somebody looks at the risk before anything else is done. */
export function screen(input: ScreeningInput, fraudAtPoints = input.policy.fraudHoldAtPoints): Screening {
  const points = riskRules.filter((rule) => rule.applies(input)).map(({ code, points }) => ({ code, points }));
  const riskPoints = points.reduce((sum, p) => sum + p.points, 0);
  const holds: RaisedHold[] = [];
  if (riskPoints >= fraudAtPoints) {
    holds.push({
      kind: 'fraud',
      reason: 'risk_points',
      details: { riskPoints, points },
      ownerRole: 'supervisor',
      atDeadline: 'cancel',
    });
  }
  if (!postalCodeFits(input.shipTo)) {
    holds.push({
      kind: 'address',
      reason: 'postal_code',
      details: { country: input.shipTo.country },
      ownerRole: 'agent',
      atDeadline: 'cancel',
    });
  }
  if (mayOrder(input.lifecycle) !== 'yes') {
    holds.push({
      kind: 'customer',
      reason: 'lifecycle',
      details: { lifecycle: input.lifecycle },
      ownerRole: 'agent',
      atDeadline: 'cancel',
    });
  }
  const credit = creditProblem(input);
  if (credit)
    holds.push({
      kind: 'credit',
      reason: credit.reason,
      details: { ...credit.details, orderMinor: input.totalMinor },
      ownerRole: 'agent',
      atDeadline: 'cancel',
    });
  return { riskPoints, points, holds };
}

type Credit = Pick<
  ScreeningInput,
  'paymentMethod' | 'totalMinor' | 'currency' | 'creditLimitMinor' | 'creditCurrency' | 'exposureMinor'
>;

/** Why so much more cannot be owed on account: no limit in its currency, or over the limit. Null where it can. */
export function creditProblem(input: Credit): { reason: string; details: Record<string, unknown> } | null {
  // What is given for nothing, like a replacement, draws on no credit.
  if (input.paymentMethod !== 'account' || input.totalMinor === 0) return null;
  const { creditLimitMinor: limitMinor, exposureMinor, totalMinor, currency } = input;
  if (limitMinor === null || input.creditCurrency !== currency)
    return { reason: 'no_credit_in_currency', details: { currency } };
  if (exposureMinor + totalMinor <= limitMinor) return null;
  return { reason: 'over_credit_limit', details: { limitMinor, exposureMinor, totalMinor, currency } };
}

const postalCodes: Readonly<Record<string, RegExp>> = {
  CA: /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d$/i,
  US: /^\d{5}(-\d{4})?$/,
  FR: /^\d{5}$/,
};

function postalCodeFits(address: Address): boolean {
  return postalCodes[address.country]?.test(address.postalCode.trim()) ?? true;
}
