import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey, hashKey, revokeKey } from '../../db/access/api-keys.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { createAuthenticator } from '../auth.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const make = (key: string) => api.send('post /v1/keys', { key, body: { actor: 'marie', role: 'agent' } });

it('gives the secret once, and never stores it', async () => {
  const first = await make('once');
  const secret = String(first.body.secret);
  expect(first.status).toBe(201);
  expect(secret).toMatch(/^pk_[0-9a-f]{12}_[0-9a-f]{48}$/);
  expect((await make('once')).body).toEqual({ ...first.body, secret: null });
  const used = await api.send('get /v1/locations', { authorization: `Bearer ${secret}` });
  expect(used.status).toBe(200);
  const [row] = await api.deps.database.sql`
    select (select secret_hash from api_keys where actor = 'marie') as hash,
           (select coalesce(string_agg(c::text, ''), '') from commands c) as commands`;
  expect(row?.hash).toBe(hashKey(secret));
  expect(row?.commands).not.toContain(secret);
  const { body } = await api.send('get /v1/keys');
  expect(JSON.stringify(body)).not.toContain('secret');
});

it('gives nobody a second name by capital letters, under which they could approve what they asked for', async () => {
  const other = (actor: string) => api.send('post /v1/keys', { body: { actor, role: 'supervisor' } });
  expect((await other('odile@shop')).status).toBe(201);
  const refused = await other('Odile@shop');
  expect(refused).toMatchObject({ status: 409, body: { code: 'actor_in_other_case' } });
  expect(refused.body.detail).toContain('odile@shop');
  expect((await other('odile@shop')).status).toBe(201);
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await api.send('put /v1/calendars/always', { as: 'supervisor', body: { zone: 'UTC', week } });
  const body = {
    name: 'O',
    email: 'o@example.com',
    role: 'agent',
    team: 'sales',
    languages: ['fr'],
    calendar: 'always',
  };
  const hired = (id: string) => api.send(`put /v1/staff/${id}`, { as: 'supervisor', body });
  expect((await hired('ODILE@shop')).body.code).toBe('actor_in_other_case');
  expect((await hired('odile@shop')).status).toBe(200);
});

it('stops a revoked key, and says so again', async () => {
  const { body } = await make('revoked');
  const revoked = await api.send(`delete /v1/keys/${body.id}`);
  expect(revoked).toMatchObject({ status: 200, body: { id: body.id, revokedAt: expect.any(String) } });
  const again = await api.send(`delete /v1/keys/${body.id}`);
  expect(again.body).toEqual(revoked.body);
  const used = await api.send('get /v1/locations', { authorization: `Bearer ${body.secret}` });
  expect(used.status).toBe(401);
});

it('tells who made and who revoked a key, once each', async () => {
  const { body } = await make('told');
  await api.send(`delete /v1/keys/${body.id}`);
  await api.send(`delete /v1/keys/${body.id}`);
  const events = await api.deps.database.sql`
    select seq, type, actor, data from events where aggregate_id = ${`key/${body.id}`} order by seq`;
  expect(events.map((event) => ({ ...event }))).toEqual([
    { seq: 1, type: 'key.created', actor: 'admin@test', data: { holder: 'marie', role: 'agent' } },
    { seq: 2, type: 'key.revoked', actor: 'admin@test', data: {} },
  ]);
});

it('believes a key it has seen for five seconds, not longer', async () => {
  let now = 0;
  const { database: db } = api.deps;
  const authenticate = createAuthenticator(db, () => now);
  const { key, secret } = await createKey(db.query, { actor: 'brief', role: 'agent' });
  expect(await authenticate(`Bearer ${secret}`)).toEqual({
    actor: 'brief',
    role: 'agent',
    keyId: key.id,
    callerId: key.id,
  });
  await inTransaction(db, (tx) => revokeKey(tx, key.id));
  now = 4999;
  expect(await authenticate(`Bearer ${secret}`)).toMatchObject({ keyId: key.id });
  now = 5000;
  await expect(authenticate(`Bearer ${secret}`)).rejects.toMatchObject({ refusal: { code: 'unauthenticated' } });
});

describe('somebody of the staff who leaves', () => {
  const about = { email: 's@example.com', team: 'support', languages: ['fr'], calendar: 'shifts' };
  const keyOf = async (actor: string, role: string) =>
    (await api.send('post /v1/keys', { body: { actor, role } })).body;
  const put = (id: string, more: object, as: 'admin' | 'supervisor' = 'supervisor') =>
    api.send(`put /v1/staff/${id}`, { as, body: { ...about, name: id, role: 'agent', ...more } });
  const works = async (secret: unknown) =>
    (await api.send('get /v1/locations', { authorization: `Bearer ${secret}` })).status === 200;
  const eventsOf = (id: unknown) => api.deps.database.sql`
    select type, actor from events where aggregate_id = ${`key/${id}`} order by seq`;

  beforeAll(async () => {
    const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
    await api.send('put /v1/calendars/shifts', { as: 'supervisor', body: { zone: 'UTC', week } });
  });

  it('leaves no key that works behind: each is revoked in the same step, and the answer names it', async () => {
    await put('sam', {});
    const [desk, door, other] = [
      await keyOf('sam', 'agent'),
      await keyOf('sam', 'warehouse'),
      await keyOf('eve', 'agent'),
    ];
    const kept = await put('sam', { team: 'sales' });
    expect(kept.body).toMatchObject({ active: true, revokedKeys: [] });
    const left = await put('sam', { active: false });
    expect(left.body).toMatchObject({ active: false, revokedKeys: [desk.id, door.id] });
    // Never seen before by this process: one that was is believed for five seconds more.
    expect([await works(desk.secret), await works(door.secret), await works(other.secret)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await eventsOf(desk.id)).toMatchObject([
      { type: 'key.created' },
      { type: 'key.revoked', actor: 'supervisor@test' },
    ]);
    expect((await put('sam', { active: false, team: 'none' })).body.revokedKeys).toEqual([]);
  });

  it('is given no new key, until they are back; the old ones stay revoked', async () => {
    await put('tom', {});
    const old = await keyOf('tom', 'agent');
    await put('tom', { active: false });
    const refused = await api.send('post /v1/keys', { body: { actor: 'tom', role: 'agent' } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'staff_has_left' } });
    await put('tom', { active: true });
    expect(await works(old.secret)).toBe(false);
    expect(await works((await keyOf('tom', 'agent')).secret)).toBe(true);
  });

  it.each(['admin', 'engineer', 'back_office'])(
    'keeps a key for %s from a supervisor, who marks nobody as gone then',
    async (role) => {
      const id = `holder-of-${role}`;
      const { id: keyId, secret } = await keyOf(id, role);
      const refused = await put(id, { active: false });
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      expect(await works(secret)).toBe(true);
      expect((await put(id, { active: false }, 'admin')).body.revokedKeys).toEqual([keyId]);
    },
  );
});
