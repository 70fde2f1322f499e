import { log } from '@temporalio/activity';
import { nextStepKey } from '../../domain/ids.ts';
import type { Work, WorkKind } from '../../domain/orders/due-work.ts';
import { newest, type Progress } from '../../domain/orders/progress.ts';
import { outsideTimeouts } from '../../domain/outside-timeouts.ts';
import { endingWithin } from '../../providers/time-left.ts';
import type { StepInput } from './order-step.ts';
import type { OrderSteps } from './order-steps.ts';
import type { OutsideSteps } from './outside-steps.ts';

type Steps = OrderSteps & OutsideSteps;
type Step = (input: StepInput, subject: string) => Promise<Progress>;

/** Everything ends before the process gives the first step up. */
const { chainBeginsWithinMs: beginWithinMs, chainEndsWithinMs: endWithinMs, toRecordMs } = outsideTimeouts;

/**
 * Lets every step go straight on with the one thing it made due, as a step of its own with a key of its own, but within
 * the same activity: a history holds one answer where it held four, and no workflow task waits between them. What gets no
 * answer on the way is still due, marked as tried, and the process sees to it. Commands answer at once and do not go on.
 */
export function chainSteps(steps: Steps): Steps {
  const work: Record<WorkKind, Step> = {
    reserve: steps.reserveStock,
    authorise: steps.authorisePayment,
    buy_label: steps.buyLabel,
    capture: steps.capturePayment,
    void_label: steps.voidLabel,
    void_payment: steps.voidPayment,
    refund: steps.submitRefund,
  };
  const goingOn =
    <Subject extends readonly string[]>(step: (input: StepInput, ...subject: Subject) => Promise<Progress>) =>
    async (input: StepInput, ...subject: Subject): Promise<Progress> => {
      const way = { steps: work, first: input, beganAt: Date.now() };
      return goOn(way, await step(input, ...subject));
    };
  return {
    ...steps,
    screenOrder: goingOn(steps.screenOrder),
    reserveStock: goingOn(steps.reserveStock),
    refreshOrder: goingOn(steps.refreshOrder),
    passDeadlines: goingOn(steps.passDeadlines),
    authorisePayment: goingOn(steps.authorisePayment),
    buyLabel: goingOn(steps.buyLabel),
    capturePayment: goingOn(steps.capturePayment),
    voidLabel: goingOn(steps.voidLabel),
    voidPayment: goingOn(steps.voidPayment),
    submitRefund: goingOn(steps.submitRefund),
  };
}

type Way = { readonly steps: Record<WorkKind, Step>; readonly first: StepInput; readonly beganAt: number };

async function goOn(way: Way, progress: Progress, nth = 1, before?: Work): Promise<Progress> {
  const { steps, first, beganAt } = way;
  const [work, other] = progress.due;
  const elapsedMs = Date.now() - beganAt;
  // Beside something else that is under way, what is due may be just that.
  if (!first.alone || work === undefined || other !== undefined || elapsedMs > beginWithinMs) return progress;
  // Done, and owed still: the process counts how often.
  if (work.kind === before?.kind && work.subject === before.subject) return progress;
  const next = { ...first, key: nextStepKey(first.key, work.kind.replace('_', '-'), nth) };
  try {
    const leftMs = endWithinMs - elapsedMs;
    const done = await within(
      leftMs,
      endingWithin(leftMs - toRecordMs, () => steps[work.kind](next, work.subject)),
    );
    return goOn(way, newest(progress, done), nth + 1, work);
  } catch (error) {
    log.warn('left to a step of its own', { work: work.kind, subject: work.subject, error: nameOf(error) });
    return { ...progress, due: [{ ...work, tried: next.key }] satisfies Work[] };
  }
}

/** What a vendor said may quote an address: only the kind of the failure is logged. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

async function within<T>(ms: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
