import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Where a process asked for heartbeats they come by themselves while the activity runs: they say that this worker lives, no more. */
export const heartbeats: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    execute: async (input, next) => {
      const { heartbeatTimeoutMs } = context.info;
      if (!heartbeatTimeoutMs) return next(input);
      const beating = setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 3);
      try {
        return await next(input);
      } finally {
        clearInterval(beating);
      }
    },
  },
});
