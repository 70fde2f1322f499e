/** How far probabilities can be trusted, measured on deals they were not made from. */

export type Judged = { readonly probability: number; readonly won: boolean };

export type ReliabilityBin = {
  /** Half-open but for the last, which holds 1. */
  readonly from: number;
  readonly until: number;
  readonly count: number;
  /** Mean of what was predicted, and the share that was won; null for an empty bin. */
  readonly predicted: number | null;
  readonly observed: number | null;
};

/** Mean squared error of the probabilities: 0 is perfect, 0.25 is a coin. Null without deals. */
export function brierScore(deals: readonly Judged[]): number | null {
  return mean(deals.map(({ probability, won }) => (probability - (won ? 1 : 0)) ** 2));
}

export function reliabilityBins(deals: readonly Judged[], bins = 10): ReliabilityBin[] {
  const binOf = ({ probability }: Judged): number => Math.min(bins - 1, Math.floor(probability * bins));
  return Array.from({ length: bins }, (_, index) => {
    const inside = deals.filter((deal) => binOf(deal) === index);
    return {
      ...{ from: index / bins, until: (index + 1) / bins, count: inside.length },
      predicted: mean(inside.map(({ probability }) => probability)),
      observed: mean(inside.map(({ won }) => (won ? 1 : 0))),
    };
  });
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
