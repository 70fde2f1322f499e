// A file of its own: the worker's package with its native library is a fifth of a second, and the API needs none of it.
import { setTimeout as pause } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { connectOptions, type TemporalConfig } from './temporal.ts';

const reconnectMs = 1000;

/** The worker's own connection. Tries until Temporal answers, so that server and worker may start in any order. */
export async function connectWorker(
  config: TemporalConfig,
  onRefused: (error: unknown) => void = () => {},
): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connection: options, namespace } = connectOptions(config);
  for (;;) {
    try {
      return { connection: await NativeConnection.connect(options), namespace };
    } catch (error) {
      onRefused(error);
      await pause(reconnectMs);
    }
  }
}
