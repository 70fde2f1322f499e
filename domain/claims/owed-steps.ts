/** What a claim still owes, line by line, and who sees to it: the engine, a person, or whoever has the goods. */
import type { OrderStatus } from '../orders/order-states.ts';
import type { ClaimFacts, ClaimLineFacts, ClaimReplacement, ReturnFacts, SendBack } from './claim-facts.ts';
import { type ClaimOutcome, nextOutcomeStep, type OutcomeStep } from './outcomes.ts';

type Owing = Pick<ClaimFacts, 'return' | 'woundUpAt'>;
type NextStep = { readonly step: OutcomeStep; readonly units: number };

/** The units of a line in parcels to the customer. */
const unitsIn = (parcels: readonly SendBack[], lineNo: number): number =>
  parcels
    .flatMap(({ lines }) => lines)
    .filter((line) => line.lineNo === lineNo)
    .reduce((sum, { units }) => sum + units, 0);

const unsent = (returned: ReturnFacts | null): SendBack[] =>
  (returned?.sendBacks ?? []).filter(({ sentAt }) => sentAt === null);

/** Nobody is sent anything whose address is forgotten. */
const toSend = ({ return: returned, woundUpAt }: ClaimFacts): SendBack[] =>
  woundUpAt === null ? unsent(returned) : [];

/** Goods in our hands that nobody has looked at. */
export const hasUnseenGoods = ({ return: back }: ClaimFacts): boolean =>
  back?.lines.some(({ received, inspected }) => received > inspected) ?? false;

/**
 * The step that a line takes next, and for how many units; null when its outcome is reached, and what was not accepted is
 * on its way back to the customer.
 */
export function nextStepOf(line: ClaimLineFacts, { return: returned, woundUpAt }: Owing): NextStep | null {
  if (woundUpAt !== null) return owedInMoney(line, returned);
  const { outcome, granted, refunded, credited, replaced, repaired, sentBack, lineNo } = line;
  const rejected = unitsIn(unsent(returned), lineNo);
  const sendBack = rejected === 0 ? null : ({ step: 'send_back', units: rejected } as const);
  if (outcome === null || granted === null || granted === 0) return sendBack;
  const back = returned?.lines.find((one) => one.lineNo === lineNo);
  const isBack = back !== undefined && (returned?.status === 'inspected' || returned?.status === 'expired');
  const target = unitsDue(outcome, granted, back?.accepted ?? 0);
  const owed: Readonly<Record<OutcomeStep, number>> = {
    return: isBack ? 0 : granted,
    refund: target - refunded,
    credit: target - credited,
    replacement: target - replaced,
    repair: target - repaired,
    send_back: target + unitsIn(returned?.sendBacks ?? [], lineNo) - sentBack,
  };
  const steps = Object.keys(owed) as OutcomeStep[]; // Object.keys widens to string[]
  const step = nextOutcomeStep(outcome, new Set(steps.filter((name) => owed[name] <= 0)));
  return step === null ? sendBack : { step, units: owed[step] };
}

/** What is accepted of the line is repaired, and goes back to its customer; or somebody is asked to approve that. */
export const isRepaired = (
  { lines, proposed, woundUpAt }: Pick<ClaimFacts, 'lines' | 'proposed' | 'woundUpAt'>,
  lineNo: number,
): boolean =>
  woundUpAt === null &&
  [...lines, ...(proposed?.lines ?? [])].some(
    (line) => line.lineNo === lineNo && line.outcome === 'repair' && (line.granted ?? 0) > 0,
  );

const afterReturn: readonly ClaimOutcome[] = ['return_then_refund', 'replace_after_return', 'repair'];
const unitsDue = (outcome: ClaimOutcome, granted: number, accepted: number): number =>
  afterReturn.includes(outcome) ? Math.min(granted, accepted) : granted;

/** What was granted and cannot be done in kind any more is paid back: a provider needs no name for it. */
function owedInMoney(line: ClaimLineFacts, returned: ReturnFacts | null): NextStep | null {
  const { outcome, granted, refunded, credited, replaced, repaired, sentBack, lineNo } = line;
  if (outcome === null || granted === null) return null;
  const accepted = returned?.lines.find((one) => one.lineNo === lineNo)?.accepted ?? 0;
  const inKind = outcome === 'repair' ? Math.min(repaired, sentBack) : replaced;
  const units = unitsDue(outcome, granted, accepted) - refunded - credited - inKind;
  return units > 0 ? { step: 'refund', units } : null;
}

/** Steps that the engine takes by itself, at once; the others wait for goods or a person. */
const ownSteps = ['refund', 'credit', 'replacement'] as const satisfies readonly OutcomeStep[];
export type OwnStep = (typeof ownSteps)[number];

/** No order could be placed, or not all of it is kept: a person sees to the replacement. */
const fellThrough = ({ replacements }: ClaimFacts, line: number): boolean =>
  replacements.some(({ lineNo, orderId, ordered, kept }) => lineNo === line && (orderId === null || kept < ordered));

export function ownStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: OwnStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts);
    const step = ownSteps.find((one) => one === next?.step);
    if (!next || !step || (step === 'replacement' && fellThrough(facts, line.lineNo))) return [];
    return [{ lineNo: line.lineNo, step, units: next.units }];
  });
}

/** A return that was granted and not told to the customer yet. */
export function returnOwed(facts: ClaimFacts): ClaimLineFacts[] {
  const { lines, return: returned } = facts;
  const wanting = lines.filter((line) => nextStepOf(line, facts)?.step === 'return');
  const known = (lineNo: number) => returned?.lines.some((line) => line.lineNo === lineNo) ?? false;
  return returned?.authorisedAt ? wanting.filter(({ lineNo }) => !known(lineNo)) : wanting;
}

/** A person is asked to do these. */
export const peoplesSteps = ['replacement', 'repair', 'send_back'] as const satisfies readonly OutcomeStep[];
export type PeoplesStep = (typeof peoplesSteps)[number];

export function peoplesStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: PeoplesStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts);
    const step = peoplesSteps.find((one) => one === next?.step);
    if (!next || !step || (step === 'replacement' && !fellThrough(facts, line.lineNo))) return [];
    // What was not accepted has a parcel and, where it needs one, a task of its own.
    const units = next.units - (step === 'send_back' ? unitsIn(unsent(facts.return), line.lineNo) : 0);
    return units > 0 ? [{ lineNo: line.lineNo, step, units }] : [];
  });
}

/** Goods in our hands that their customer is to have again: the claim does not end before. */
export const owesSendBack = (facts: ClaimFacts): boolean => toSend(facts).length > 0;

/** Parcels that the warehouse has sent in a way of its own, and that are not counted yet. */
export const sentByHand = (facts: ClaimFacts): SendBack[] => toSend(facts).filter(({ shown }) => shown);

/** Parcels whose label is to be bought. */
export const sendBacksToLabel = (facts: ClaimFacts): SendBack[] =>
  toSend(facts).filter(({ label }) => label === 'wanted');

/** Replacements whose order has ended and whose units the customer did not all get or keep. */
export const replacementsToUndo = ({ replacements }: ClaimFacts): ClaimReplacement[] =>
  replacements.filter((one) => !one.undone && hasEnded(one) && one.kept < one.units);

/** A replacement is done once its order has nothing on its way any more, and what it did not bring is owed again. */
export const replacementsArrived = (facts: ClaimFacts): boolean =>
  facts.woundUpAt !== null ||
  (facts.replacements.every((one) => one.undone || one.status === null || hasEnded(one)) &&
    replacementsToUndo(facts).length === 0);

const ended: readonly (OrderStatus | null)[] = ['delivered', 'completed', 'cancelled'];
const hasEnded = ({ status }: ClaimReplacement): boolean => ended.includes(status);

/** Units that are no longer claimed once the claim has ended. */
export const unitsToRelease = ({ lines }: ClaimFacts) =>
  lines.map(({ lineNo, held, granted }) => ({ lineNo, units: held - (granted ?? 0) })).filter(({ units }) => units > 0);

/** Waited for until its day; of what came in part the rest is not waited for longer, once the part was looked at. */
export function returnLapses({ status, authorisedAt, lines }: ReturnFacts): boolean {
  if (authorisedAt === null) return false;
  if (status === 'received') return lines.every(({ received, inspected }) => received === inspected);
  return status === 'authorised' || status === 'in_transit';
}
