/**
 * Stripe counts in ISO minor units, with exceptions (https://docs.stripe.com/currencies, "Minor units in API amounts"
 * and "Special cases"). `factor`: Stripe units per ISO minor unit; `step`: Stripe amounts must be a multiple of it.
 */
const exceptions: Readonly<Record<string, { readonly factor: number; readonly step: number }>> = {
  // Three decimals, of which cards carry two: the last digit must be 0.
  BHD: { factor: 1, step: 10 },
  JOD: { factor: 1, step: 10 },
  KWD: { factor: 1, step: 10 },
  OMR: { factor: 1, step: 10 },
  TND: { factor: 1, step: 10 },
  // No decimals in ISO 4217, yet Stripe writes them with two that are always 00.
  ISK: { factor: 100, step: 100 },
  UGX: { factor: 100, step: 100 },
  // Two decimals in ISO 4217, none at Stripe.
  MGA: { factor: 0.01, step: 1 },
};

const regular = { factor: 1, step: 1 } as const;

/** ISO minor units to Stripe's; null when Stripe cannot represent the amount (1.234 KWD). */
export function toStripeAmount(amountMinor: number, currency: string): number | null {
  const { factor, step } = exceptions[currency.toUpperCase()] ?? regular;
  const amount = factor < 1 ? amountMinor / Math.round(1 / factor) : amountMinor * factor;
  return Number.isSafeInteger(amount) && amount >= 0 && amount % step === 0 ? amount : null;
}

/** Stripe's amount to ISO minor units. */
export function fromStripeAmount(amount: number, currency: string): number {
  const { factor } = exceptions[currency.toUpperCase()] ?? regular;
  return factor < 1 ? amount * Math.round(1 / factor) : Math.round(amount / factor);
}
