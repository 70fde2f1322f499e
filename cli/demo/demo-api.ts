import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '../../domain/access/roles.ts';
import { CliFailure, reasonOf } from '../failure.ts';
import { readServerEvents, type ServerEvent } from '../server-events.ts';

export interface DemoAnswer {
  readonly status: number;
  /** Parsed JSON; a refusal is an application/problem+json document. */
  readonly body: unknown;
}

/** The public API as the people of the demo use it. A refusal is an answer here: some stories wait for one. */
export interface DemoApi {
  readonly url: string;
  readonly get: (as: Role, place: string) => Promise<unknown>;
  /** Sends and gives back whatever the API answered, refused or not. */
  readonly send: (as: Role, what: `${'POST' | 'PUT' | 'DELETE'} ${string}`, sent: Sent) => Promise<DemoAnswer>;
  /** Like `send`, but rejects with the API's own sentence when it refuses. */
  readonly must: (as: Role, what: `${'POST' | 'PUT' | 'DELETE'} ${string}`, sent: Sent) => Promise<unknown>;
  /** The timeline of what is at this place from its first event on, live until the signal aborts. */
  readonly events: (resource: string, signal: AbortSignal) => AsyncGenerator<ServerEvent>;
}

export interface Sent {
  readonly body?: unknown;
  /** The Idempotency-Key; a fresh one without it. */
  readonly key?: string;
}

const PATIENCE_MS = 30_000;

export function createDemoApi(url: string, keys: Readonly<Record<Role, string>>): DemoApi {
  async function call(as: Role, method: string, place: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${keys[as]}`, ...init.headers };
    try {
      return await fetch(new URL(place, url), { ...init, method, headers });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new CliFailure(`the API does not answer at ${url} (${reasonOf(error)})`);
    }
  }

  async function send(as: Role, what: string, { body, key = randomUUID() }: Sent): Promise<DemoAnswer> {
    const [method = '', place = ''] = what.split(' ');
    const response = await call(as, method, place, {
      headers: { 'idempotency-key': key, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: await response.json() };
  }

  return {
    url,
    send,
    get: async (as, place) => {
      const response = await call(as, 'GET', place, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const body: unknown = await response.json();
      if (!response.ok) throw refused(`GET ${place}`, { status: response.status, body });
      return body;
    },
    must: async (as, what, sent) => {
      const answer = await send(as, what, sent);
      if (answer.status >= 400) throw refused(what, answer);
      return answer.body;
    },
    events: (resource, signal) =>
      readServerEvents(
        async (lastId) => {
          const place = `${resource}/events`;
          const headers = { accept: 'text/event-stream', ...(lastId && { 'last-event-id': lastId }) };
          const response = await call('engineer', 'GET', place, { headers, signal });
          if (!response.ok) throw refused(`GET ${place}`, { status: response.status, body: await response.json() });
          return response;
        },
        { signal },
      ),
  };
}

const problemShape = z.looseObject({
  code: z.string(),
  detail: z.string(),
  errors: z.array(z.looseObject({ pointer: z.string(), detail: z.string() })).default([]),
});
export type Problem = z.infer<typeof problemShape>;

/** What was refused and why, or undefined when the answer is no refusal. */
export function problemOf({ status, body }: DemoAnswer): Problem | undefined {
  return status < 400 ? undefined : problemShape.safeParse(body).data;
}

function refused(what: string, answer: DemoAnswer): CliFailure {
  const problem = problemOf(answer);
  if (!problem) return new CliFailure(`${what} was answered ${answer.status}`);
  const errors = problem.errors.map(({ pointer, detail }) => ` ${pointer}: ${detail}`).join('');
  return new CliFailure(`${what} was refused: ${problem.detail}${errors} (${problem.code})`);
}
