import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { inHaste } from '../providers/haste.ts';

/** A local activity has little time: its calls to vendors end before it does (`domain/outside-timeouts.ts`). */
export const hasteInFirstTries: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => (info.isLocal ? inHaste(() => next(input)) : next(input)),
  },
});
