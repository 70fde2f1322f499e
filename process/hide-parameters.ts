import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { withoutParameters } from '../db/database-errors.ts';

/**
 * The failure of an activity is kept in the history of its workflow, for everybody who may read Temporal: it must not
 * hold the values that a failed statement was given.
 */
export const hideParameters: ActivityInterceptorsFactory = () => ({
  inbound: {
    execute: async (input, next) => {
      try {
        return await next(input);
      } catch (error) {
        throw withoutParameters(error);
      }
    },
  },
});
