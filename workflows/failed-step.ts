/** What a failed step tells a workflow, without personal data. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { DATABASE_AWAY } from '../domain/orders/due-work.ts';

/** A bug, or a step that says so itself: trying again cannot help. */
export function isFinal(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}

/** Our own database did not answer: the step is asked again, however long that takes. */
export function isOfDatabase(error: unknown): boolean {
  return reasonOf(error).code === DATABASE_AWAY;
}

/** Why a person is asked: a code and a sentence. */
export type Reason = { readonly code: string; readonly detail: string };

export function reasonOf(error: unknown): Reason {
  const cause = causeOf(error);
  if (cause instanceof ApplicationFailure) return { code: cause.type ?? 'failed', detail: cause.message };
  return { code: 'timed_out', detail: 'The step got no answer in time' };
}

/** What went wrong in an activity: the failure of a local activity arrives bare. */
function causeOf(error: unknown): unknown {
  return error instanceof ActivityFailure ? error.cause : error;
}
