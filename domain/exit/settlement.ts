/** What is left to pay between a customer who leaves and us, to the cent. */

export type SettlementItem = {
  readonly id: string;
  readonly kind: 'invoice' | 'open_order' | 'credit';
  readonly currency: string;
  /** Never negative: the kind says who owes it. */
  readonly amountMinor: number;
  readonly terms: 'account' | 'card';
};

const owedBy = {
  invoice: 'customer',
  open_order: 'customer',
  credit: 'us',
} as const satisfies Record<SettlementItem['kind'], 'customer' | 'us'>;

export const isOwedByCustomer = (kind: SettlementItem['kind']): boolean => owedBy[kind] === 'customer';

export type SettlementBalance = {
  readonly currency: string;
  readonly customerOwesMinor: number;
  readonly weOweMinor: number;
  /** Above 0 the customer pays it, below 0 we do. */
  readonly netMinor: number;
  readonly items: readonly string[];
};

export type Settlement = {
  /** One per currency, by its code; currencies are never netted against each other. */
  readonly balances: readonly SettlementBalance[];
  /** Card orders and their refunds go the way they were paid, on their own. */
  readonly apart: readonly string[];
};

export function settle(items: readonly SettlementItem[]): Settlement {
  const netted = items.filter(({ terms }) => terms === 'account');
  const currencies = [...new Set(netted.map(({ currency }) => currency))].sort();
  return {
    balances: currencies.map((currency) =>
      balanceOf(
        currency,
        netted.filter((item) => item.currency === currency),
      ),
    ),
    apart: items.filter(({ terms }) => terms === 'card').map(({ id }) => id),
  };
}

function balanceOf(currency: string, items: readonly SettlementItem[]): SettlementBalance {
  const sumOwedBy = (who: 'customer' | 'us'): number =>
    items.filter(({ kind }) => owedBy[kind] === who).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const [customerOwesMinor, weOweMinor] = [sumOwedBy('customer'), sumOwedBy('us')];
  return {
    currency,
    customerOwesMinor,
    weOweMinor,
    netMinor: customerOwesMinor - weOweMinor,
    items: items.map(({ id }) => id),
  };
}

/** A balance that is not even, or what came up after it, with the open task by which it is paid or collected. */
export type UnpaidBalance = Pick<SettlementBalance, 'currency' | 'netMinor'> & {
  readonly task: string;
  /** Its number, where it came after the settlement; null for a balance. */
  readonly late: number | null;
};

/** What is still open and has to end before an exit settles: a case until somebody has resolved it. */
export type OpenBusiness = {
  readonly kind: 'order' | 'claim' | 'refund' | 'case';
  readonly id: string;
};
