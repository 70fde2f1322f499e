import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import { inject } from 'vitest';
import { findTemporalPrograms } from '../../cli/stack/temporal-programs.ts';
import { addSearchAttributes, registerSearchAttributes } from '../../process/search-attributes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    workflowBundle: string;
  }
}

// Once per test file, before its first worker: only errors are worth reading between test results.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
});

/**
 * A server of its own that skips over timers, one per test file: its clock is global. It has no list, reset or schedules,
 * and does not skip while an update result is awaited (start the update, `env.sleep`, then await it).
 */
export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  const program = findTemporalPrograms().testServer;
  const env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: existing(program) } });
  await addSearchAttributes(env.connection, env.namespace ?? 'default');
  return env;
}

/** The real dev server in memory, on real time: for updates, search, reset, schedules and recorded histories. */
export async function createLocalEnv(extraArgs: string[] = []): Promise<TestWorkflowEnvironment> {
  const program = findTemporalPrograms().devServer;
  const env = await TestWorkflowEnvironment.createLocal({ server: { executable: existing(program), extraArgs } });
  await registerSearchAttributes(env.connection, env.namespace ?? 'default');
  return env;
}

/** The worker's `workflowBundle` option: built once per run in the global setup. */
export function sharedWorkflowBundle(): { readonly codePath: string } {
  const codePath = inject('workflowBundle');
  if (!codePath) throw new Error('there is no workflows/index.ts to bundle');
  return { codePath };
}

function existing(program: string | undefined) {
  return program ? ({ type: 'existing-path', path: program } as const) : undefined;
}
