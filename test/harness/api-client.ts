import { randomUUID } from 'node:crypto';
import { createKey } from '../../db/access/api-keys.ts';
import type { Database } from '../../db/pool.ts';
import { type Role, roles } from '../../domain/access/roles.ts';
import { wholeContract } from './response-contract.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes, each checked against its schema as it arrives
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

type Options = {
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly secret?: string;
  /** Takes the first answer, whatever it is. */
  readonly once?: boolean;
};

/** A busy machine may need longer for a command than the API waits for it. */
const patienceMs = 60_000;

export type TestApi = {
  readonly url: string;
  readonly secrets: Readonly<Record<Role, string>>;
  get(role: Role, path: string, options?: Options): Promise<Answer>;
  post(role: Role, path: string, body: unknown, options?: Options): Promise<Answer>;
  put(role: Role, path: string, body: unknown, options?: Options): Promise<Answer>;
  /** Any method; without a body when `body` is undefined. */
  call(method: string, role: Role, path: string, body: unknown, options?: Options): Promise<Answer>;
};

/**
 * One caller per role on the public API; every request has an idempotency key of its own unless it is given one. What is
 * accepted and not done yet, or not reached, is asked for again under its key until it is done, as any caller does. An answer
 * that is not what the OpenAPI document declares fails the test.
 */
export async function createTestApi(url: string, database: Database): Promise<TestApi> {
  const pairs = await Promise.all(
    roles.map(
      async (role) => [role, (await createKey(database.query, { actor: `${role}@test`, role })).secret] as const,
    ),
  );
  const secrets = Object.fromEntries(pairs) as Record<Role, string>; // one pair per role
  return clientAt(url, secrets);
}

/** The same callers at another address of the API: keys of theirs are known there too. */
export const sameCallersAt = (url: string, { secrets }: TestApi): TestApi => clientAt(url, secrets);

function clientAt(url: string, secrets: TestApi['secrets']): TestApi {
  async function call(method: string, role: Role, path: string, body: unknown, options: Options = {}): Promise<Answer> {
    const keyed = { ...options, key: options.key ?? randomUUID() };
    const deadline = Date.now() + (options.once ? 0 : patienceMs);
    let answer = await callOnce(method, role, path, body, keyed);
    while (isNoAnswer(answer) && Date.now() < deadline) answer = await callOnce(method, role, path, body, keyed);
    return answer;
  }

  async function callOnce(method: string, role: Role, path: string, body: unknown, options: Options): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${options.secret ?? secrets[role]}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method !== 'GET' && options.key && { 'idempotency-key': options.key }),
        ...options.headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    const answered = text === '' ? null : JSON.parse(text);
    wholeContract()({ method, path, status, headers, body: answered ?? '' });
    return { status, body: answered, headers };
  }

  return {
    url,
    secrets,
    call,
    get: (role, path, options) => call('GET', role, path, undefined, options),
    post: (role, path, body, options) => call('POST', role, path, body, options),
    put: (role, path, body, options) => call('PUT', role, path, body, options),
  };
}

/** Nobody knows yet what became of it: accepted and not done, or a part of the engine was not reached in time. */
export const isNoAnswer = ({ status, body }: Answer): boolean =>
  status === 503 || (status === 202 && body?.state === 'accepted');
