/**
 * How likely a deal is won: naive Bayes over how often each value was seen with won and with lost deals of a team. A won
 * deal credits every stage; a lost one those up to where it died. Counts are smoothed by 0.1, so that a value seen once
 * proves nothing.
 */
import { type OpenStage, stagePath } from './opportunity-stages.ts';

export type Counts = { readonly won: number; readonly lost: number };

export type FrequencyTable = {
  readonly deals: Counts;
  readonly stages: Readonly<Partial<Record<OpenStage, Counts>>>;
  /** By factor (country, source, size, …) and value. */
  readonly factors: Readonly<Record<string, Readonly<Record<string, Counts>>>>;
};

export type PastDeal = {
  readonly won: boolean;
  /** The last stage it was in: where it died, when lost. */
  readonly lastStage: OpenStage;
  readonly factors: Readonly<Record<string, string>>;
};

const smoothing = 0.1;
const openStages = stagePath.filter((stage) => stage !== 'won');

export function frequencyTable(deals: readonly PastDeal[]): FrequencyTable {
  const counts = { deals: none(), stages: new Map<OpenStage, Tally>(), factors: new Map<string, Map<string, Tally>>() };
  for (const stage of openStages) counts.stages.set(stage, none());
  for (const deal of deals) {
    count(counts.deals, deal);
    for (const [stage, tally] of counts.stages) if (credits(deal, stage)) count(tally, deal);
    for (const [factor, value] of Object.entries(deal.factors)) {
      const values = entry(counts.factors, factor, () => new Map<string, Tally>());
      count(entry(values, value, none), deal);
    }
  }
  const factors = [...counts.factors].map(([factor, values]) => [factor, Object.fromEntries(values)]);
  return { deals: counts.deals, stages: Object.fromEntries(counts.stages), factors: Object.fromEntries(factors) };
}

const credits = (deal: PastDeal, stage: OpenStage): boolean =>
  deal.won || openStages.indexOf(stage) <= openStages.indexOf(deal.lastStage);

type Tally = { won: number; lost: number };
const none = (): Tally => ({ won: 0, lost: 0 });

function count(tally: Tally, { won }: PastDeal): void {
  if (won) tally.won += 1;
  else tally.lost += 1;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export type ScorePart = {
  /** `history` for how often the team wins at all, `stage`, or the name of a factor. */
  readonly factor: string;
  readonly value: string | null;
  /** Natural logarithm of the odds it adds: above 0 speaks for winning. The parts sum to the log odds of the score. */
  readonly logOdds: number;
};

export type LeadScore = { readonly probability: number; readonly parts: readonly ScorePart[] };

/** Parts are listed by their weight. A value never seen before, or a factor without history, adds nothing. */
export function scoreLead(
  table: FrequencyTable,
  lead: { readonly stage: OpenStage; readonly factors: Readonly<Record<string, string>> },
): LeadScore {
  const parts: ScorePart[] = [{ factor: 'history', value: null, logOdds: logOdds(smoothed(table.deals)) }];
  const reached = table.stages[lead.stage];
  if (reached) {
    const added = logOdds(smoothed(reached)) - logOdds(smoothed(table.deals));
    parts.push({ factor: 'stage', value: lead.stage, logOdds: added });
  }
  for (const [factor, value] of Object.entries(lead.factors)) {
    const known = Object.hasOwn(table.factors, factor) ? table.factors[factor] : undefined;
    const counts = known && Object.hasOwn(known, value) ? known[value] : undefined;
    if (known === undefined || counts === undefined) continue;
    const added = logOdds(smoothed(counts)) - logOdds(smoothedTotal(Object.values(known)));
    parts.push({ factor, value, logOdds: added });
  }
  const sum = parts.reduce((total, part) => total + part.logOdds, 0);
  const byWeight = (a: ScorePart, b: ScorePart): number => Math.abs(b.logOdds) - Math.abs(a.logOdds);
  return { probability: 1 / (1 + Math.exp(-sum)), parts: [...parts].sort(byWeight) };
}

const smoothed = ({ won, lost }: Counts): Counts => ({ won: won + smoothing, lost: lost + smoothing });

const logOdds = ({ won, lost }: Counts): number => Math.log(won) - Math.log(lost);

/** Each value is smoothed, so that the shares of a factor's values still sum to 1. */
function smoothedTotal(values: readonly Counts[]): Counts {
  const all = values.map(smoothed);
  return { won: all.reduce((sum, { won }) => sum + won, 0), lost: all.reduce((sum, { lost }) => sum + lost, 0) };
}
