import type { Currency } from '../../domain/money/money.ts';

/** An amount for readers who see prices; undefined, and so left out, for the others and for what has no amount. */
export type Price = (amountMinor: number | null) => { amount: number; currency: Currency } | undefined;

export const pricing =
  (currency: string | null, seesPrices: boolean): Price =>
  (amountMinor) =>
    seesPrices && amountMinor !== null && currency !== null
      ? // Orders are accepted in the table's currencies only.
        { amount: amountMinor, currency: currency as Currency }
      : undefined;
