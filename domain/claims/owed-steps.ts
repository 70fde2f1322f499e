/** What a claim still owes, line by line, and who sees to it: the engine, a person, or whoever has the goods. */
import type { OrderStatus } from '../orders/order-states.ts';
import type { ClaimFacts, ClaimLineFacts, ClaimReplacement, ReturnFacts } from './claim-facts.ts';
import { nextOutcomeStep, type OutcomeStep } from './outcomes.ts';

/** The step that a line takes next, and for how many units; null when its outcome is reached. */
export function nextStepOf(
  { outcome, granted, refunded, credited, replaced, repaired, sentBack, lineNo }: ClaimLineFacts,
  returned: ReturnFacts | null,
): { readonly step: OutcomeStep; readonly units: number } | null {
  if (outcome === null || granted === null || granted === 0) return null;
  const back = returned?.lines.find((line) => line.lineNo === lineNo);
  const isBack = back !== undefined && (returned?.status === 'inspected' || returned?.status === 'expired');
  const afterReturn = outcome === 'return_then_refund' || outcome === 'replace_after_return' || outcome === 'repair';
  const target = afterReturn ? Math.min(granted, back?.accepted ?? 0) : granted;
  const owed: Readonly<Record<OutcomeStep, number>> = {
    return: isBack ? 0 : granted,
    refund: target - refunded,
    credit: target - credited,
    replacement: target - replaced,
    repair: target - repaired,
    send_back: target - sentBack,
  };
  const steps = Object.keys(owed) as OutcomeStep[]; // Object.keys widens to string[]
  const step = nextOutcomeStep(outcome, new Set(steps.filter((name) => owed[name] <= 0)));
  return step === null ? null : { step, units: owed[step] };
}

/** Steps that the engine takes by itself, at once; the others wait for goods or a person. */
const ownSteps = ['refund', 'credit', 'replacement'] as const satisfies readonly OutcomeStep[];
export type OwnStep = (typeof ownSteps)[number];

/** No order could be placed, or it was cancelled: a person sees to the replacement. */
const fellThrough = ({ replacements }: ClaimFacts, line: number): boolean =>
  replacements.some(({ lineNo, orderId, status }) => lineNo === line && (orderId === null || status === 'cancelled'));

export function ownStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: OwnStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts.return);
    const step = ownSteps.find((one) => one === next?.step);
    if (!next || !step || (step === 'replacement' && fellThrough(facts, line.lineNo))) return [];
    return [{ lineNo: line.lineNo, step, units: next.units }];
  });
}

/** A return that was granted and not told to the customer yet. */
export function returnOwed({ lines, return: returned }: ClaimFacts): ClaimLineFacts[] {
  const wanting = lines.filter((line) => nextStepOf(line, returned)?.step === 'return');
  const known = (lineNo: number) => returned?.lines.some((line) => line.lineNo === lineNo) ?? false;
  return returned?.authorisedAt ? wanting.filter(({ lineNo }) => !known(lineNo)) : wanting;
}

/** A person is asked to do these. */
const peoplesSteps = ['replacement', 'repair', 'send_back'] as const satisfies readonly OutcomeStep[];
export type PeoplesStep = (typeof peoplesSteps)[number];

export function peoplesStepsOwed(
  facts: ClaimFacts,
): { readonly lineNo: number; readonly step: PeoplesStep; readonly units: number }[] {
  return facts.lines.flatMap((line) => {
    const next = nextStepOf(line, facts.return);
    const step = peoplesSteps.find((one) => one === next?.step);
    if (!next || !step || (step === 'replacement' && !fellThrough(facts, line.lineNo))) return [];
    return [{ lineNo: line.lineNo, step, units: next.units }];
  });
}

/** Units whose replacement was placed as an order that was cancelled since. */
export const replacementsToUndo = ({ replacements }: ClaimFacts): ClaimReplacement[] =>
  replacements.filter(({ status, undone }) => status === 'cancelled' && !undone);

/** A replacement is done once its order has nothing on its way any more. */
export const replacementsArrived = ({ replacements }: ClaimFacts): boolean =>
  replacements.every(({ status, undone }) => undone || status === null || arrived.includes(status));

const arrived: readonly OrderStatus[] = ['delivered', 'completed'];

/** Units that are no longer claimed once the claim has ended. */
export const unitsToRelease = ({ lines }: ClaimFacts) =>
  lines.map(({ lineNo, held, granted }) => ({ lineNo, units: held - (granted ?? 0) })).filter(({ units }) => units > 0);

/** Waited for until its day; of what came in part the rest is not waited for longer, once the part was looked at. */
export function returnLapses({ status, authorisedAt, lines }: ReturnFacts): boolean {
  if (authorisedAt === null) return false;
  if (status === 'received') return lines.every(({ received, inspected }) => received === inspected);
  return status === 'authorised' || status === 'in_transit';
}
