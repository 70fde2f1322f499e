/** What open deals will bring: the expected amount, and the exact distribution of how many of them are won. */

export type OpenDeal = { readonly probability: number; readonly amountMinor: number };

export type Forecast = {
  readonly expectedMinor: number;
  readonly standardDeviationMinor: number;
  /** `wins[k]`: the probability that exactly k deals are won. */
  readonly wins: readonly number[];
  readonly winsLow: number;
  readonly winsMedian: number;
  readonly winsHigh: number;
};

/** Deals are won independently of each other; all amounts are of one currency. Low and high leave 10 % out on each side. */
export function forecast(deals: readonly OpenDeal[]): Forecast {
  const wins = poissonBinomial(deals.map(({ probability }) => probability));
  const variance = deals.reduce((sum, { probability: p, amountMinor }) => sum + p * (1 - p) * amountMinor ** 2, 0);
  return {
    expectedMinor: Math.round(deals.reduce((sum, { probability, amountMinor }) => sum + probability * amountMinor, 0)),
    standardDeviationMinor: Math.round(Math.sqrt(variance)),
    wins,
    winsLow: quantile(wins, 0.1),
    winsMedian: quantile(wins, 0.5),
    winsHigh: quantile(wins, 0.9),
  };
}

/** Deal by deal: k are won when k of the others are and this one is not, or k − 1 are and this one is. */
export function poissonBinomial(probabilities: readonly number[]): number[] {
  const wins = new Float64Array(probabilities.length + 1);
  wins[0] = 1;
  probabilities.forEach((p, deals) => {
    // From above, so that k − 1 is still without this deal.
    for (let k = deals + 1; k >= 0; k -= 1) wins[k] = (wins[k] ?? 0) * (1 - p) + (wins[k - 1] ?? 0) * p;
  });
  return [...wins];
}

/** The smallest number that is not exceeded with at least this probability. */
function quantile(wins: readonly number[], level: number): number {
  let sum = 0;
  const found = wins.findIndex((p) => {
    sum += p;
    // Rounding of sums: a level that is met exactly is met.
    return sum >= level - 1e-12;
  });
  return found === -1 ? wins.length - 1 : found;
}
