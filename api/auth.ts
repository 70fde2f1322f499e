import { setImmediate as nextTurn } from 'node:timers/promises';
import { findKey, hashKey } from '../db/access/api-keys.ts';
import type { Database } from '../db/pool.ts';
import { may, type Permission, permissions } from '../domain/access/roles.ts';
import { refuse } from './problem.ts';
import type { Caller } from './route.ts';

/** How long a key is believed without asking: a revoked one works at most this much longer, in every process. */
const believedMs = 5000;
const mostCached = 10_000;
const bearer = /^Bearer +(pk_[0-9a-f]{12}_[0-9a-f]{48})$/i;

export type Authenticate = (authorization: string | undefined) => Promise<Caller>;

/**
 * Tells who holds the key of an Authorization header; refuses with `unauthenticated` when nobody does. Unknown keys are
 * not remembered, so a new key works at once and a flood of wrong ones fills no memory.
 */
export function createAuthenticator(database: Pick<Database, 'query'>, now: () => number = Date.now): Authenticate {
  const known = new Map<string, { readonly caller: Caller; readonly until: number }>();
  /** Asked for at this instant: many requests with one key ask once. */
  const asked = new Map<string, Promise<Caller | null>>();

  async function ask(hash: string): Promise<Caller | null> {
    const found = await findKey(database, hash);
    if (found === null) return null;
    const { id: keyId, actor, role, callerId } = found;
    const caller: Caller = { actor, role, keyId, callerId };
    if (known.size >= mostCached) known.clear();
    known.set(hash, { caller, until: now() + believedMs });
    return caller;
  }

  function askOnce(hash: string): Promise<Caller | null> {
    const answer = asked.get(hash) ?? ask(hash).finally(() => asked.delete(hash));
    asked.set(hash, answer);
    return answer;
  }

  return async function authenticate(authorization) {
    const key = bearer.exec(authorization ?? '')?.[1];
    if (key === undefined) throw unauthenticated();
    const hash = hashKey(key);
    const cached = known.get(hash);
    if (cached && cached.until > now()) return cached.caller;
    known.delete(hash);
    const caller = await askOnce(hash);
    // Who asked together goes on one after the other: the rate limit compares only after all of the same turn have counted.
    await nextTurn();
    if (caller === null) throw unauthenticated();
    return caller;
  };
}

/** Refuses with `forbidden`, naming the roles that may. */
export function authorise(caller: Caller, permission: Permission): void {
  if (may(caller.role, permission)) return;
  throw refuse('forbidden', { role: caller.role, needed: permissions[permission].join(', ') });
}

const unauthenticated = () =>
  refuse('unauthenticated', {}, { headers: { 'www-authenticate': 'Bearer realm="parcours"' } });
