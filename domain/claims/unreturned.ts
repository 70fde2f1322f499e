/** Units replaced in advance whose originals never came back: charged for, or written off, by a person. */
import type { AnsweredUnits, ClaimFacts } from './claim-facts.ts';

/** Per line the units that somebody still has to decide on; none before the return is over. */
export function unreturnedUnits({ lines, return: back, unreturned }: ClaimFacts): AnsweredUnits[] {
  if (back?.status !== 'expired' && back?.status !== 'inspected') return [];
  return lines.flatMap(({ lineNo, outcome, replaced }) => {
    if (outcome !== 'replace_now') return [];
    const came = back.lines.find((line) => line.lineNo === lineNo)?.received ?? 0;
    const answered = unreturned.filter((one) => one.lineNo === lineNo).reduce((sum, { units }) => sum + units, 0);
    const units = replaced - came - answered;
    return units > 0 ? [{ lineNo, units }] : [];
  });
}
