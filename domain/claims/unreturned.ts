/**
 * Units replaced in advance whose originals did not come back in time: charged for, or written off, by a person. What comes
 * after that and is accepted takes back what was said of it.
 */
import type { AnsweredUnits, ClaimFacts, Unreturned } from './claim-facts.ts';

type Known = Pick<ClaimFacts, 'lines' | 'return' | 'unreturned' | 'charge'>;

const sum = (units: readonly number[]): number => units.reduce((all, one) => all + one, 0);
const answersFor = (unreturned: readonly Unreturned[], line: number): Unreturned[] =>
  unreturned.filter(({ lineNo }) => lineNo === line);
const stillAnswered = (answers: readonly Unreturned[]): number =>
  sum(answers.map(({ units, takenBack }) => units - takenBack));
const received = (back: ClaimFacts['return'], line: number): number =>
  back?.lines.find(({ lineNo }) => lineNo === line)?.received ?? 0;

/** Per line the units that somebody still has to decide on, or asks to charge; none before the return is over. */
export function unreturnedUnits({ lines, return: back, unreturned, charge }: Known): AnsweredUnits[] {
  if (back?.status !== 'expired' && back?.status !== 'inspected') return [];
  return lines.flatMap(({ lineNo, outcome, replaced }) => {
    if (outcome !== 'replace_now') return [];
    const asked = charge?.lineNo === lineNo ? charge.units : 0;
    const units = replaced - received(back, lineNo) - stillAnswered(answersFor(unreturned, lineNo)) - asked;
    return units > 0 ? [{ lineNo, units }] : [];
  });
}

/**
 * Per line the units that came and were accepted after they had been answered for. What came and was not accepted goes to
 * its customer again, and stays charged; of units that nobody has answered for, the next one that comes is taken first.
 */
export function cameAfterAll({ lines, return: back, unreturned }: Omit<Known, 'charge'>): AnsweredUnits[] {
  return lines.flatMap(({ lineNo, replaced }) => {
    const answers = answersFor(unreturned, lineNo);
    const tooMany = received(back, lineNo) + stillAnswered(answers) - replaced;
    const accepted = (answers[0]?.acceptedSince ?? 0) - sum(answers.map(({ takenBack }) => takenBack));
    const units = Math.min(tooMany, accepted);
    return units > 0 ? [{ lineNo, units }] : [];
  });
}

export type TakenBack = { readonly answerNo: number; readonly units: number; readonly amountMinor: number };

/** Which answers are taken back for units of a line: charges before losses, each to the cent of what it came to. */
export function takeBack(unreturned: readonly Unreturned[], { lineNo, units }: AnsweredUnits): TakenBack[] {
  const open = answersFor(unreturned, lineNo).filter((one) => one.takenBack < one.units);
  const ordered = [
    ...open.filter(({ answer }) => answer === 'charge'),
    ...open.filter((one) => one.answer !== 'charge'),
  ];
  let left = units;
  return ordered.flatMap((one) => {
    const taken = Math.min(left, one.units - one.takenBack);
    left -= taken;
    const amountMinor = shareOf(one, one.takenBack + taken) - shareOf(one, one.takenBack);
    return taken > 0 ? [{ answerNo: one.no, units: taken, amountMinor }] : [];
  });
}

/** Cumulative, so that all units together come to exactly what was charged. */
const shareOf = ({ amountMinor, units }: Unreturned, some: number): number => Math.floor((amountMinor * some) / units);
