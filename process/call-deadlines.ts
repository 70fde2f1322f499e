import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { outsideTimeouts } from '../domain/outside-timeouts.ts';
import { endingWithin } from '../providers/time-left.ts';

/** What a step asks of vendors ends before Temporal gives the step up: it would go on beside the next try. */
export const callDeadlines: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => endingWithin(info.startToCloseTimeoutMs - outsideTimeouts.toRecordMs, () => next(input)),
  },
});
