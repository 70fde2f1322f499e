import { z } from 'zod';
import type { Answer } from '../answer.ts';

const smtpError = z.looseObject({
  code: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string(),
});

/** Steps of SMTP at which the server judges this message, not us or its own state. */
const judgements = new Set(['EENVELOPE', 'EMESSAGE']);

/**
 * A 5yz about the envelope or the content is final, as is an address that is none. A 4yz asks for another try; a login
 * that fails, a broken connection or silence says nothing about the message.
 */
export function readSmtpError(error: unknown): Answer<never> {
  const parsed = smtpError.safeParse(error);
  if (!parsed.success) return { kind: 'unknown', reason: String(error) };
  const { code = '', responseCode, response, message } = parsed.data;
  const final = judgements.has(code) && (responseCode === undefined || responseCode >= 500);
  if (!final) return { kind: 'unknown', reason: message };
  return {
    kind: 'refused',
    code: responseCode === undefined ? code : String(responseCode),
    message: response ?? message,
  };
}
