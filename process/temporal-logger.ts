import type { LogLevel, LogMetadata, Logger as TemporalLogger } from '@temporalio/common';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Ids and states that the SDK and its native core put beside their messages, under either spelling. */
const known = {
  state: 'state',
  sdkComponent: 'component',
  namespace: 'namespace',
  taskQueue: 'taskQueue',
  task_queue: 'taskQueue',
  workflowId: 'workflowId',
  workflow_id: 'workflowId',
  workflowType: 'workflowType',
  runId: 'runId',
  run_id: 'runId',
  activityId: 'activityId',
  activityType: 'activityType',
  attempt: 'attempt',
} as const;

/** Temporal's own messages, from TypeScript and from its native core, as lines of our log: ids and errors, no payloads. */
export function temporalLogger(logger: Logger): TemporalLogger {
  const log = (level: LogLevel, message: string, meta: LogMetadata = {}) =>
    logger[levels[level]](fieldsOf(meta), message);
  return {
    log,
    trace: (message, meta) => log('TRACE', message, meta),
    debug: (message, meta) => log('DEBUG', message, meta),
    info: (message, meta) => log('INFO', message, meta),
    warn: (message, meta) => log('WARN', message, meta),
    error: (message, meta) => log('ERROR', message, meta),
  };
}

function fieldsOf(meta: LogMetadata): Record<string, unknown> {
  const fields = Object.entries(known).flatMap(([theirs, ours]) => (theirs in meta ? [[ours, meta[theirs]]] : []));
  const error: unknown = meta.error ?? ownSentence(meta.failure);
  // The native core tells errors as texts.
  const failure = typeof error === 'string' ? { reason: error } : error === undefined ? {} : { err: error };
  return { ...Object.fromEntries(fields), ...failure };
}

/** Of a failed workflow task the core tells a dump, payloads included. A sentence of its own in it names events and steps alone. */
function ownSentence(dump: unknown): string | undefined {
  return typeof dump === 'string' ? /message: "(\[TMPRL\d+\] [^"]*)"/.exec(dump)?.[1] : undefined;
}
