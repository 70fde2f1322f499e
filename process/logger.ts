import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';
import { errorForLog } from './error-for-log.ts';

/** JSON lines on stdout with ids and codes only; what could carry a person's data or a secret is removed wherever it stands. */
export function createLogger(name: string, config: Pick<Config, 'LOG_LEVEL'>): Logger {
  return pino({
    name,
    level: config.LOG_LEVEL,
    serializers: { err: (error: unknown) => errorForLog(error) },
    redact: {
      paths: ['req.headers', 'res.headers', '*.email', '*.phone', '*.shipTo', '*.billTo', '*.token', '*.secret'],
      remove: true,
    },
  });
}
