/** What an order costs: prices and tax rates in, amounts per line out. Integers in minor units throughout. */
import { chargeStepMinor, roundHalfAway, splitMinor } from '../money/money.ts';

export type LineToPrice = {
  readonly lineNo: number;
  readonly sku: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** Parts per million of the net amount. */
  readonly taxRatePpm: number;
};

export type PricedLine = LineToPrice & {
  readonly discountMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

export type PricedOrder = {
  readonly lines: readonly PricedLine[];
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
};

/**
 * Discount on the whole order (basis points), rounded once and split over the lines by largest remainder. Tax per line,
 * half away from zero. The order's amounts are the sums of its lines'. All of it in steps that can be charged: prices are
 * multiples of the currency's step, and so is every amount made from them.
 */
export function priceOrder(order: {
  readonly lines: readonly LineToPrice[];
  readonly discountBps: number;
  readonly currency: string;
}): PricedOrder {
  const step = chargeStepMinor(order.currency);
  const gross = order.lines.map((line) => line.unitPriceMinor * line.quantity);
  const grossTotal = gross.reduce((sum, amount) => sum + amount, 0);
  const discountSteps = roundHalfAway(BigInt(grossTotal) * BigInt(order.discountBps), 10_000n * BigInt(step));
  const discounts = splitMinor(discountSteps, gross).map((steps) => steps * step);
  const lines = order.lines.map((line, index): PricedLine => {
    const discountMinor = discounts[index] ?? 0;
    const netMinor = (gross[index] ?? 0) - discountMinor;
    const taxMinor = step * roundHalfAway(BigInt(netMinor) * BigInt(line.taxRatePpm), 1_000_000n * BigInt(step));
    return { ...line, discountMinor, netMinor, taxMinor, totalMinor: netMinor + taxMinor };
  });
  const sum = (pick: (line: PricedLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  return {
    lines,
    netMinor: sum((l) => l.netMinor),
    taxMinor: sum((l) => l.taxMinor),
    totalMinor: sum((l) => l.totalMinor),
  };
}
