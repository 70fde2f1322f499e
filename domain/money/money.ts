/** Money is an integer of minor units with its currency. The decimals are those of ISO 4217. */
export type Money = { readonly amountMinor: number; readonly currency: string };

/** Currencies that orders may use, with the digits after the point. */
export const currencies = {
  AUD: 2,
  BHD: 3,
  CAD: 2,
  CHF: 2,
  CLP: 0,
  EUR: 2,
  GBP: 2,
  ISK: 0,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MXN: 2,
  NZD: 2,
  OMR: 3,
  TND: 3,
  USD: 2,
  XOF: 0,
} as const satisfies Record<string, 0 | 2 | 3>;

export type Currency = keyof typeof currencies;

export function isKnownCurrency(code: string): code is Currency {
  return Object.hasOwn(currencies, code);
}

export function decimalsOf(currency: string): number {
  return isKnownCurrency(currency) ? currencies[currency] : 2;
}

/**
 * The smallest difference that can be charged: cards carry three-decimal currencies with two decimals, so their amounts
 * end in 0 (https://docs.stripe.com/currencies, "Three-decimal currencies"). All amounts of an order are multiples of it.
 */
export function chargeStepMinor(currency: string): number {
  return decimalsOf(currency) === 3 ? 10 : 1;
}

/** `numerator / denominator` to the nearest integer, halves away from zero. */
export function roundHalfAway(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n !== denominator < 0n;
  const [n, d] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * n + d) / (2n * d);
  return Number(negative ? -rounded : rounded);
}

/**
 * Splits an amount by weights and loses nothing: largest remainder, ties to the earlier part. Weights are whole numbers
 * ≥ 0; when all are 0 the first part gets everything.
 */
export function splitMinor(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) return [];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amountMinor : 0));
  const sign = amountMinor < 0 ? -1 : 1;
  const amount = BigInt(Math.abs(amountMinor));
  const shares = weights.map((weight, index) => {
    const product = amount * BigInt(weight);
    return { index, floor: product / total, remainder: product % total };
  });
  let rest = Number(amount - shares.reduce((sum, share) => sum + share.floor, 0n));
  const parts = shares.map((share) => Number(share.floor));
  const byRemainder = [...shares].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const { index } of byRemainder) {
    if (rest === 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    rest -= 1;
  }
  return parts.map((part) => sign * part || 0);
}
