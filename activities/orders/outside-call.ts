import { ApplicationFailure } from '@temporalio/activity';
import type { Answer } from '../../providers/answer.ts';

/** A provider's clear no, in the provider's words: nobody tries again by itself, a person is asked. */
export class RefusedByProvider extends Error {
  readonly code: string;
  constructor(what: string, answer: { readonly code: string; readonly message: string }) {
    super(`${what} was refused: ${answer.message}`);
    this.code = answer.code;
  }
}

/**
 * No clear answer: Temporal tries again, and the next attempt looks it up first. Without the provider's words: this
 * failure is written into a history, and they may quote an address or a card.
 */
export function unknownOutcome(what: string): ApplicationFailure {
  return ApplicationFailure.retryable(`${what} got no clear answer`, 'provider_unknown');
}

/** Unwraps an answer whose refusal is not an expected outcome of the step. */
export function must<T extends object>(what: string, answer: Answer<T>): { kind: 'done' } & T {
  if (answer.kind === 'refused') throw new RefusedByProvider(what, answer);
  if (answer.kind === 'unknown') throw unknownOutcome(what);
  return answer;
}
