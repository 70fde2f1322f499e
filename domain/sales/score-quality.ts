/** How good the scores of a team are: made from its older deals, judged on its newest. */
import { brierScore, type Judged, type ReliabilityBin, reliabilityBins } from './calibration.ts';
import { frequencyTable, type PastDeal, scoreLead } from './lead-score.ts';

export type ScoreQuality = {
  readonly learnedFrom: number;
  readonly heldOut: number;
  readonly brier: number | null;
  readonly bins: readonly ReliabilityBin[];
};

/** The newest fifth is held out. Each is scored as it was when it began: where it died is not known then. */
export function scoreQuality(deals: readonly PastDeal[]): ScoreQuality {
  const learned = deals.slice(0, deals.length - Math.floor(deals.length / 5));
  const heldOut = deals.slice(learned.length);
  const table = frequencyTable(learned);
  const judged: Judged[] = heldOut.map(({ won, factors }) => ({
    probability: scoreLead(table, { stage: 'new', factors }).probability,
    won,
  }));
  return {
    learnedFrom: learned.length,
    heldOut: heldOut.length,
    brier: brierScore(judged),
    bins: reliabilityBins(judged),
  };
}
