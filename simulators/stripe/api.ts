import { createHash } from 'node:crypto';
import type { Faults } from './faults.ts';
import { type Form, parseForm, recordOf, textOf } from './form.ts';
import { ApiRefusal, crashed } from './refusal.ts';
import { reads, writes } from './routes.ts';
import type { Vendor } from './vendor.ts';

export type ApiCall = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
};

/** Null: nothing is ever answered, the caller has to time out. */
export type ApiAnswer = { readonly status: number; readonly body: string; readonly replayed?: boolean } | null;

/**
 * One call of the vendor's API. It runs to its end without waiting, so two calls under one key cannot overlap; the
 * first one's answer is kept under the key and replayed, and the key with other parameters is refused.
 */
export function answerApi(vendor: Vendor, faults: Faults, call: ApiCall): ApiAnswer {
  try {
    if (!/^Bearer [sr]k_\S+/.test(call.authorization ?? '')) throw unauthorised();
    if (call.method === 'GET') return read(vendor, call);
    if (call.method === 'POST') return write(vendor, faults, call);
    throw unrecognised(call);
  } catch (error) {
    return written(error);
  }
}

function read(vendor: Vendor, call: ApiCall): ApiAnswer {
  for (const { path, answer } of reads) {
    const match = path.exec(call.path);
    if (match) return { status: 200, body: JSON.stringify(answer(vendor, parseForm(call.query), match[1] ?? '')) };
  }
  throw unrecognised(call);
}

function write(vendor: Vendor, faults: Faults, call: ApiCall): ApiAnswer {
  const route = writes.find(({ path }) => path.test(call.path));
  if (!route) throw unrecognised(call);
  const digest = createHash('sha256').update(`${call.path}\n${call.body}`).digest('hex');
  const answered = call.idempotencyKey === undefined ? undefined : vendor.book.answers.get(call.idempotencyKey);
  const kept = answered?.forgotten ? undefined : answered;
  if (kept && kept.digest !== digest) throw reusedKey(kept.id);
  if (kept) return { status: kept.status, body: kept.body, replayed: true };

  const form = parseForm(call.body);
  const id = route.path.exec(call.path)?.[1] ?? '';
  const fault = faults.take(route.op, namesOf(vendor, form, id));
  if (fault === 'timeout_before') return null;
  if (fault === 'error_500') throw crashed({ kept: false });
  const { answer, keep } = attempt(() => {
    if (fault === 'kept_500') throw crashed({ kept: true });
    return route.answer(vendor, form, { id, fault });
  });
  if (keep && call.idempotencyKey !== undefined) {
    vendor.book.put('answers', { id: call.idempotencyKey, digest, ...answer });
  }
  return fault === 'timeout_after' ? null : answer;
}

function attempt(call: () => unknown): { readonly answer: NonNullable<ApiAnswer>; readonly keep: boolean } {
  try {
    return { answer: { status: 200, body: JSON.stringify(call()) }, keep: true };
  } catch (error) {
    return { answer: written(error), keep: error instanceof ApiRefusal && error.kept };
  }
}

function written(error: unknown): NonNullable<ApiAnswer> {
  if (!(error instanceof ApiRefusal)) throw error;
  return { status: error.status, body: JSON.stringify({ error: error.error }) };
}

/** By what a fault may name a call: ids and every metadata value of the objects it touches. */
function namesOf(vendor: Vendor, form: Form, id: string): string[] {
  const intentId = id === '' ? (textOf(form, 'payment_intent') ?? '') : id;
  const intent = vendor.book.intents.get(intentId);
  return [intentId, ...Object.values(intent?.metadata ?? {}), ...Object.values(recordOf(form.metadata))];
}

function unauthorised(): ApiRefusal {
  const message = 'Invalid API Key provided.';
  return new ApiRefusal(401, { type: 'invalid_request_error', message }, { kept: false });
}

function unrecognised(call: ApiCall): ApiRefusal {
  const message = `Unrecognized request URL (${call.method}: ${call.path}).`;
  return new ApiRefusal(404, { type: 'invalid_request_error', message }, { kept: false });
}

function reusedKey(key: string): ApiRefusal {
  const message = `Keys for idempotent requests can only be used with the same parameters (key '${key}').`;
  return new ApiRefusal(400, { type: 'idempotency_error', message }, { kept: false });
}
