import { ApplicationFailure } from '@temporalio/activity';
import { RefusedByProvider } from '../orders/outside-call.ts';

/** A provider's clear no as a failure that is not tried again: without its words, which would go through the history. */
export async function withoutTheirWords<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof RefusedByProvider) throw ApplicationFailure.nonRetryable(`${what} was refused`, error.code);
    throw error;
  }
}
