import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import { databaseAway } from '../../db/database-errors.ts';

/** True when an error says that Postgres or Temporal could not be reached or did not answer, through any wrapping. */
export function isUnreachable(error: unknown): boolean {
  if (databaseAway(error)) return true;
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof ServiceError || isGrpcServiceError(current)) return true;
    current = current.cause;
  }
  return false;
}
