/** The life of one order, from received to completed or cancelled. */
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepInput } from '../../activities/orders/order-step.ts';
import type { OrderSteps } from '../../activities/orders/order-steps.ts';
import { orderStepKey } from '../../domain/ids.ts';
import type { Work } from '../../domain/orders/due-work.ts';
import { isClosed, type OrderStatus } from '../../domain/orders/order-states.ts';
import { newest, type Progress } from '../../domain/orders/progress.ts';
import { stepTimeouts } from '../../domain/step-timeouts.ts';
import { createAlarm } from '../alarm.ts';
import { type Reason, reasonOf } from '../failed-step.ts';
import { createTurns } from '../turns.ts';
import { commandUpdate, nudgeSignal, type OrderInput, progressQuery } from './messages.ts';
import { createOutsideCalls } from './outside-calls.ts';
import { createRepeats, leftUndone } from './repeats.ts';

/** Short transactions on our own database: tried until it answers. */
const steps = proxyLocalActivities<OrderSteps>({
  startToCloseTimeout: stepTimeouts.stepMs,
  localRetryThreshold: '30s',
  retry: { initialInterval: '100ms', maximumInterval: '20s' },
});

export async function order(input: OrderInput): Promise<OrderStatus> {
  const { orderId } = input;
  const alarm = createAlarm();
  const turns = createTurns();
  const repeats = createRepeats();
  let progress: Progress = input.carried?.progress ?? { version: 0, status: 'received', until: null, due: [] };
  let revision = input.carried?.revision ?? 0;
  let nudged = false;
  let rang: number | null = null;

  // A run of its own begins where the order was started once more or reset: what was answered then is no answer now. What a
  // step has done it finds in the facts.
  const { runId: life } = workflowInfo();
  const step = (name: string, work?: Work): StepInput => ({
    orderId,
    key: work?.tried ?? orderStepKey({ orderId, life }, name, ++revision),
    now: Date.now(),
    alone: progress.due.length <= 1,
  });

  setHandler(progressQuery, () => progress);
  setHandler(nudgeSignal, () => {
    nudged = true;
  });
  setHandler(
    commandUpdate,
    async ({ commandId }) => {
      const applied = await turns.command(() =>
        steps.applyCommand({ orderId, key: `command/${commandId}`, now: Date.now() }, commandId),
      );
      progress = newest(progress, applied.progress);
      repeats.beginAnew();
      return applied.verdict;
    },
    { validator: (_command) => refuseWhenClosed(progress.status) },
  );

  // While a call is under way, what is due may be just that call: a look goes on with nothing.
  const outside = createOutsideCalls(input, turns, () => steps.refreshOrder({ ...step('refresh'), alone: false }));
  const doWork = {
    reserve: (work: Work) => turns.step(() => steps.reserveStock(step('reserve', work))),
    authorise: (work: Work) => outside('authorisePayment', step('authorise', work), work),
    buy_label: (work: Work) => outside('buyLabel', step('buy-label', work), work),
    capture: (work: Work) => outside('capturePayment', step('capture', work), work),
    void_label: (work: Work) => outside('voidLabel', step('void-label', work), work),
    void_payment: (work: Work) => outside('voidPayment', step('void-payment', work), work),
    refund: (work: Work) => outside('submitRefund', step('refund', work), work),
  } satisfies Record<Work['kind'], (work: Work) => Promise<Progress>>;

  while (!isClosed(progress.status)) {
    const stepped = await nextStep();
    // Compared afterwards: a command may have moved the order on meanwhile, further than the step knows.
    progress = newest(progress, stepped);
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) {
      await continueAsNew<typeof order>({ ...input, carried: { progress, revision } });
    }
  }
  await condition(allHandlersFinished);
  return progress.status;

  function nextStep(): Promise<Progress> {
    repeats.count(progress.due);
    if (progress.due.length > 0) return workOff(progress.due);
    if (progress.status === 'received') return turns.step(() => steps.screenOrder(step('screen')));
    return waitOr(() => turns.step(() => steps.passDeadlines(step('deadline'))));
  }

  /** Does everything owed at once; work that failed for good is parked for a person. */
  async function workOff(due: readonly Work[]): Promise<Progress> {
    const results = await Promise.all(due.map(attempt));
    return results.reduce(newest);
  }

  async function attempt(work: Work): Promise<Progress> {
    if (repeats.tooMany(work)) return park(work, leftUndone);
    try {
      return await doWork[work.kind](work);
    } catch (error) {
      if (isCancellation(error)) throw error;
      return park(work, reasonOf(error));
    }
  }

  function park(work: Work, why: Reason): Promise<Progress> {
    return turns.step(() => steps.parkOrder(step('park'), { ...work, ...why }));
  }

  /** Waits for a decision, a nudge or the deadline, whichever is first. */
  async function waitOr(atDeadline: () => Promise<Progress>): Promise<Progress> {
    const waiting = progress;
    // A deadline that rang and changed nothing must not ring for ever.
    const until = waiting.until === rang ? null : waiting.until;
    while (progress === waiting && !nudged && (until === null || Date.now() < until)) {
      if (until !== null) alarm.set(until);
      await condition(() => progress !== waiting || nudged || (until !== null && !alarm.isSet()));
    }
    if (progress !== waiting) return progress;
    if (!nudged) {
      rang = until;
      return atDeadline();
    }
    nudged = false;
    return turns.step(() => steps.refreshOrder(step('refresh')));
  }
}

/** An open order's status may be newer in the database than here: whether it allows a command is decided there alone. */
function refuseWhenClosed(status: OrderStatus): void {
  if (isClosed(status)) throw ApplicationFailure.nonRetryable('The order is closed', 'order_closed');
}
