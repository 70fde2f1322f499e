/** What came back, against what was authorised and what was ever shipped. Nothing that arrives is dropped. */

export type AuthorisedLine = {
  readonly lineNo: number;
  readonly sku: string;
  readonly units: number;
  readonly receivedBefore: number;
};
export type ReceivedUnits = { readonly sku: string; readonly units: number };

export type ReceiptMatch = {
  /** Units now received per authorised line, only those with any. */
  readonly lines: readonly { readonly lineNo: number; readonly units: number }[];
  /** More than was authorised, of something the order holds: a person decides. */
  readonly unauthorised: readonly ReceivedUnits[];
  /** Never ordered: kept apart and sent back. */
  readonly foreign: readonly ReceivedUnits[];
  readonly complete: boolean;
};

/** Lines of one SKU are filled in their order. */
export function matchReceipt(
  authorised: readonly AuthorisedLine[],
  orderedSkus: readonly string[],
  received: readonly ReceivedUnits[],
): ReceiptMatch {
  const left = new Map<string, number>();
  for (const { sku, units } of received) left.set(sku, (left.get(sku) ?? 0) + units);
  const lines = authorised.map(({ lineNo, sku, units, receivedBefore }) => {
    const taken = Math.min(Math.max(0, units - receivedBefore), left.get(sku) ?? 0);
    left.set(sku, (left.get(sku) ?? 0) - taken);
    return { lineNo, units: taken, open: units - receivedBefore - taken };
  });
  const over = [...left].map(([sku, units]) => ({ sku, units })).filter(({ units }) => units > 0);
  return {
    lines: lines.filter(({ units }) => units > 0).map(({ lineNo, units }) => ({ lineNo, units })),
    unauthorised: over.filter(({ sku }) => orderedSkus.includes(sku)),
    foreign: over.filter(({ sku }) => !orderedSkus.includes(sku)),
    complete: lines.every(({ open }) => open <= 0),
  };
}

export const dispositions = ['restock', 'quarantine', 'scrap', 'send_back'] as const;
export type Disposition = (typeof dispositions)[number];

export type InspectedUnits = { readonly units: number; readonly accepted: boolean; readonly disposition: Disposition };

/** Refunded is what was accepted; what goes back to the customer never is. */
export function refundableUnits(inspected: readonly InspectedUnits[]): number {
  return inspected
    .filter(({ accepted, disposition }) => accepted && disposition !== 'send_back')
    .reduce((sum, { units }) => sum + units, 0);
}
