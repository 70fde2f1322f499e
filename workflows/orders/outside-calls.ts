import { isCancellation, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { StepInput } from '../../activities/orders/order-step.ts';
import type { OutsideSteps } from '../../activities/orders/outside-steps.ts';
import type { Work } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { outsideTimeouts } from '../../domain/outside-timeouts.ts';
import { isFinal, isOfDatabase } from '../failed-step.ts';
import type { Turns } from '../turns.ts';
import type { OrderInput } from './messages.ts';

/** The first try: one event and no further workflow task where all goes well. */
const atOnce = proxyLocalActivities<OutsideSteps>({
  startToCloseTimeout: outsideTimeouts.firstTryMs,
  retry: { maximumAttempts: 1 },
});

/**
 * Calls to payment and carrier: tried at once, then a few times more with pauses; rejects when a person is to be asked.
 * All tries write under the same key; a later one looks up first what an earlier one may have done.
 */
export function createOutsideCalls(
  { outsideBackoffMs, outsideAttempts }: OrderInput,
  turns: Turns,
  look: () => Promise<Progress>,
): (name: keyof OutsideSteps, at: StepInput, work: Work) => Promise<Progress> {
  const patiently = proxyActivities<OutsideSteps>({
    startToCloseTimeout: outsideTimeouts.laterTryMs,
    heartbeatTimeout: '15s', // a worker that died is noticed before a slow vendor is given up
    retry: {
      initialInterval: outsideBackoffMs,
      maximumInterval: '10m',
      maximumAttempts: Math.max(1, outsideAttempts - 1),
    },
  });

  return async (name, at, { subject, tried }) => {
    try {
      if (!tried) return await turns.step(() => atOnce[name](at, subject));
    } catch (error) {
      if (isCancellation(error) || isFinal(error)) throw error;
    }
    return outlasting(() => patiently[name](at, subject));
  };

  /** Only a vendor's silence is a reason to ask a person. A look, a local step, ends when our own database answers again. */
  async function outlasting(call: () => Promise<Progress>): Promise<Progress> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!isOfDatabase(error)) throw error;
        await turns.step(look);
      }
    }
  }
}
