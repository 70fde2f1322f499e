import { setTimeout as pause } from 'node:timers/promises';
import type { Role } from '../../domain/access/roles.ts';
import { type Answer, isNoAnswer, type TestApi } from '../harness/api-client.ts';

export type Request = {
  readonly role: Role;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly headers?: Record<string, string>;
};

/** A fault may cost a request a minute, more on a busy machine; nobody gives up on it before this. */
export const PATIENCE_MS = 120_000;

/**
 * Posts as a back office does that knows nothing of us: the same request under the same key, to the APIs in turn, until
 * one of them answers for good. Fails on a 500: that is no answer, and no excuse either.
 */
export async function insist(
  apis: readonly TestApi[],
  { role, path, body, key, headers = {} }: Request,
): Promise<Answer> {
  const deadline = Date.now() + PATIENCE_MS;
  let last: unknown;
  for (let turn = 0; Date.now() < deadline; turn += 1) {
    const api = apis[turn % apis.length];
    const answer = await api?.post(role, path, body, { key, headers, once: true }).catch((error: unknown) => {
      last = error;
    });
    if (answer?.status === 500) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    if (answer && !isNoAnswer(answer)) return answer;
    last = answer ?? last;
    await pause(100);
  }
  throw new Error(`${path} was never answered, last with ${last instanceof Error ? last : JSON.stringify(last)}`, {
    cause: last,
  });
}

/** Reads as somebody does who has all doors, until one of them answers. */
export async function askUntilKnown(apis: readonly TestApi[], role: Role, path: string): Promise<Answer['body']> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let turn = 0; Date.now() < deadline; turn += 1) {
    const answer = await apis[turn % apis.length]?.get(role, path, { once: true }).catch(() => undefined);
    if (answer && answer.status < 500) return answer.body;
    if (answer?.status === 500) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    await pause(100);
  }
  throw new Error(`${path} was never answered`);
}

/** The same request three times in the same instant, at different doors. */
export async function insistThrice(apis: readonly TestApi[], request: Request): Promise<Answer[]> {
  const doors = apis.map((_, index) => [...apis.slice(index), ...apis.slice(0, index)]);
  return Promise.all([0, 1, 2].map((copy) => insist(doors[copy % doors.length] ?? apis, request)));
}
