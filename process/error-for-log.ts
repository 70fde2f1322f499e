import { withoutParameters } from '../db/database-errors.ts';

export type LoggedError = {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  /** Which rule of the database was broken. */
  readonly constraint?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
};

const deepest = 5;

/**
 * What of an error may be written down. A list of what is shown, not of what is hidden: errors of Postgres and of the
 * vendors' SDKs carry whole rows, requests and answers in fields of their own.
 */
export function errorForLog(error: unknown, depth = 0): LoggedError {
  const shown = withoutParameters(error);
  if (!(shown instanceof Error)) return { type: typeof shown, message: 'thrown, but not an error' };
  const { name, message, stack, cause } = shown;
  const code = fieldOf(shown, 'code');
  const constraint = fieldOf(shown, 'constraint_name');
  return {
    type: name,
    message,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(stack && { stack }),
    ...(cause !== undefined && depth < deepest && { cause: errorForLog(cause, depth + 1) }),
  };
}

function fieldOf(error: Error, name: string): unknown {
  return Object.entries(error).find(([field]) => field === name)?.[1];
}
