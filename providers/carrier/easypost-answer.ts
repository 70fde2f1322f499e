import { z } from 'zod';
import type { Answer } from '../answer.ts';
import { vendorText } from '../storable-text.ts';

const apiError = z.looseObject({
  statusCode: z.number(),
  code: vendorText.optional(),
  message: vendorText.optional(),
});

/**
 * Refusals by status that do not say whether the work was done, or that ask for another try later. 401 and 403 are about our
 * key: while it is being replaced no order needs a person.
 */
const unclearStatuses = new Set([401, 403, 408, 409, 425, 429]);

/** Codes under which EasyPost itself did not hear from the carrier, or is still at it. */
const unclearCodes = /NO_RESPONSE|IN_PROGRESS|TIMEOUT|ALREADY_IN_PROGRESS/;

/**
 * What a thrown error of the SDK means. Only a 4xx that EasyPost explained is a refusal; a timeout, a broken connection, a
 * 5xx or an answer that cannot be read is unknown.
 */
export function readEasyPostError(error: unknown): Answer<never> {
  const parsed = apiError.safeParse(error);
  if (!parsed.success) return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  const { statusCode, code = `HTTP_${parsed.data.statusCode}`, message = code } = parsed.data;
  const explained = statusCode >= 400 && statusCode < 500 && !unclearStatuses.has(statusCode);
  if (!explained || unclearCodes.test(code)) return { kind: 'unknown', reason: `${statusCode} ${code}: ${message}` };
  return { kind: 'refused', code, message };
}

/** Makes one call; whatever it throws becomes an answer, and so does an answer that `read` cannot read. */
export async function ask<T extends object>(
  call: () => Promise<unknown>,
  read: (answer: unknown) => Answer<T>,
): Promise<Answer<T>> {
  try {
    return read(await call());
  } catch (error) {
    return readEasyPostError(error);
  }
}
