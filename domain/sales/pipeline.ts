/** A team's pipeline in numbers: what is open, how deals go through the stages, what they will bring. */
import { type Forecast, forecast } from './forecast.ts';
import { type FrequencyTable, scoreLead } from './lead-score.ts';
import { type OpenStage, stagePath } from './opportunity-stages.ts';
import type { StageVisit } from './stage-visits.ts';
import { incidence, medianTime, type Observation } from './survival.ts';

export type OpenDeal = {
  readonly stage: OpenStage;
  readonly owner: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly openedAt: number;
  readonly factors: Readonly<Record<string, string>>;
};

export type Total = {
  readonly key: string;
  readonly currency: string;
  readonly deals: number;
  readonly amountMinor: number;
};

/** Deals and amounts per key and currency, in the order in which keys are met. */
export function totals(deals: readonly OpenDeal[], keyOf: (deal: OpenDeal) => string): Total[] {
  const found = new Map<string, Total>();
  for (const deal of deals) {
    const [key, { currency }] = [keyOf(deal), deal];
    const before = found.get(`${key} ${currency}`) ?? { key, currency, deals: 0, amountMinor: 0 };
    const amountMinor = before.amountMinor + deal.amountMinor;
    found.set(`${key} ${currency}`, { ...before, deals: before.deals + 1, amountMinor });
  }
  return [...found.values()];
}

const dayMs = 86_400_000;
const ages = [7, 30, 90, 180] as const;

/** `under_7`, `under_30`, … days since it was opened. */
export function ageBand(openedAt: number, now: number): string {
  const days = (now - openedAt) / dayMs;
  const band = ages.find((age) => days < age);
  return band === undefined ? `from_${ages.at(-1)}` : `under_${band}`;
}

export type StageFlow = {
  readonly stage: OpenStage;
  readonly visits: number;
  readonly conversion: number | null;
  readonly lost: number | null;
  readonly medianMs: number | null;
};

/** Per stage: how many go on to the next or are lost (Aalen–Johansen), and how long half of them stay (Kaplan–Meier). */
export function stageFlows(visits: readonly StageVisit[]): StageFlow[] {
  return stagePath
    .filter((stage) => stage !== 'won')
    .map((stage, index) => {
      const inStage: Observation[] = visits
        .filter((visit) => visit.stage === stage)
        .map(({ durationMs, leftTo }) => ({ durationMs, ending: leftTo }));
      const ended = incidence(inStage);
      const none = inStage.length === 0;
      return {
        ...{ stage, visits: inStage.length, medianMs: medianTime(inStage) },
        conversion: none ? null : share(ended[stagePath[index + 1] ?? '']),
        lost: none ? null : share(ended.lost),
      };
    });
}

/** Sums of fractions may end a hair above 1. */
const share = (probability = 0): number => Math.min(1, probability);

/** Per currency, each deal weighted by its score. */
export function forecasts(
  deals: readonly OpenDeal[],
  table: FrequencyTable,
): (Omit<Forecast, 'wins'> & { readonly currency: string })[] {
  return [...new Set(deals.map(({ currency }) => currency))].sort().map((currency) => {
    const scored = deals
      .filter((deal) => deal.currency === currency)
      .map(({ amountMinor, stage, factors }) => ({
        ...{ amountMinor, probability: scoreLead(table, { stage, factors }).probability },
      }));
    const { wins: _, ...rest } = forecast(scored);
    return { currency, ...rest };
  });
}
