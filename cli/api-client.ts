import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CliFailure, EXIT, reasonOf, Unreachable } from './failure.ts';
import { readServerEvents, type ServerEvent } from './server-events.ts';
import { readRunningStack, runStack, startStackAgain, usualStateFolder } from './stack/running-stack.ts';

/** Our HTTP API as the command line needs it. Refusals reject with the API's own sentence. */
export interface ApiClient {
  readonly get: (place: string) => Promise<unknown>;
  /** `key` is the Idempotency-Key: after a lost answer the same request with the same key is safe to repeat. */
  readonly post: (place: string, body: unknown, key?: string) => Promise<unknown>;
  /** Events as they come, from after `lastId`; reconnects by itself until the signal aborts or the API refuses. */
  readonly events: (place: string, options: EventOptions) => AsyncGenerator<ServerEvent>;
}

export interface EventOptions {
  readonly signal: AbortSignal;
  readonly lastId?: string | undefined;
}

/** PARCOURS_URL and PARCOURS_KEY, else the stack that `parcours up` runs here with its key for back office. */
export function createApiClient(environment: NodeJS.ProcessEnv = process.env, patienceMs = 30_000): ApiClient {
  const url = environment.PARCOURS_URL || readRunningStack()?.apiUrl;
  const key = environment.PARCOURS_KEY || (environment.PARCOURS_URL ? undefined : localKey());
  if (!url) throw new CliFailure(`no API is known: set PARCOURS_URL, or ${runStack}`);
  if (!key) throw new CliFailure('no API key is known: set PARCOURS_KEY ("parcours keys create" makes one)');
  return clientOf(url, key, patienceMs);
}

function clientOf(base: string, apiKey: string, patienceMs: number): ApiClient {
  const silent = (reason: string) =>
    new Unreachable(
      `the API does not answer at ${base} (${reason}): ${readRunningStack()?.apiUrl === base ? startStackAgain : 'run "parcours up", or correct PARCOURS_URL'}`,
    );

  async function send(place: string, init: RequestInit): Promise<Response> {
    const headers = { authorization: `Bearer ${apiKey}`, ...init.headers };
    const patience = new AbortController();
    // Where a connection is closed before it was used fetch waits for ever and keeps nothing alive: the process would end without a word.
    const timer = setTimeout(() => patience.abort(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
    const signal = AbortSignal.any([patience.signal, ...(init.signal ? [init.signal] : [])]);
    let response: Response;
    try {
      response = await fetch(new URL(place, base), { ...init, headers, signal });
    } catch (error) {
      throw silent(reasonOf(error));
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw new CliFailure(await describeProblem(response), exitCodeOf(response.status));
    return response;
  }
  const inTime = () => AbortSignal.timeout(patienceMs);
  return {
    get: async (place) => jsonOf(await send(place, { signal: inTime() }), silent),
    post: async (place, body, key = randomUUID()) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const response = await send(place, { method: 'POST', headers, body: JSON.stringify(body), signal: inTime() });
      return jsonOf(response, silent);
    },
    events: (place, options) =>
      readServerEvents(
        (lastId) =>
          send(place, {
            headers: { accept: 'text/event-stream', ...(lastId && { 'last-event-id': lastId }) },
            signal: options.signal,
          }),
        options,
      ),
  };
}

async function jsonOf(response: Response, silent: (reason: string) => Unreachable): Promise<unknown> {
  const text = await response.text().catch(() => {
    throw silent('its answer was cut off');
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new CliFailure(`what answers at ${new URL(response.url).origin} is no API of Parcours: correct PARCOURS_URL`);
  }
}

/** What the API cannot read, or finds wrong in what it reads, was not asked properly. */
function exitCodeOf(status: number): CliFailure['exitCode'] {
  return status === 400 || status === 422 ? EXIT.usage : EXIT.failed;
}

/** Where a caller of the API does something else than a person at the command line. */
const nextMoves: Readonly<Record<string, string>> = {
  unauthenticated:
    'The API does not know this key. Correct PARCOURS_KEY, or make one with "parcours keys create", which needs the database.',
  unavailable:
    'A part of the engine is not reachable. Try again in a moment, an order with the same --idempotency-key; "parcours doctor" says what does not answer.',
};

const problemShape = z.looseObject({
  detail: z.string().optional(),
  title: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.looseObject({ pointer: z.string(), detail: z.string() })).optional(),
});

async function describeProblem(response: Response): Promise<string> {
  const parsed = problemShape.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) return `the API answered ${response.status} ${response.statusText}: see its log`;
  const { detail, title, code = '', errors = [] } = parsed.data;
  const said = nextMoves[code] ?? detail ?? title ?? response.statusText;
  const lines = errors.map(({ pointer, detail: what }) => `\n  ${pointer || '/'}: ${what}`);
  return `${said}${code ? ` (${code})` : ''}${lines.join('')}`;
}

function localKey(): string | undefined {
  const file = path.join(usualStateFolder, 'keys.json');
  if (!readRunningStack() || !existsSync(file)) return undefined;
  const parsed = z.looseObject({ back_office: z.string() }).safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data.back_office : undefined;
}
