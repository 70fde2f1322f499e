/** Who has to say yes above an amount, as it is read and replaced by request. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plannedSteps } from '../../db/approvals/approval-plans.ts';
import { inTransaction } from '../../db/transaction.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await api.deps.database.sql`insert into staff (id, name, email, role, team, languages, calendar_id, active)
    values ('ann', 'Ann', 'a@example.com', 'agent', 'support', '["en"]', 'desk', true),
      ('bob', 'Bob', 'b@example.com', 'agent', 'support', '["en"]', 'desk', false)`;
});
afterAll(() => api?.close());

const step = (approvers: string[], next: string[] = [], needs = 'any') => ({ needs, approvers, next });
const plan = (amount: number, ...steps: object[]) => ({ from: { amount, currency: 'CAD' }, steps });
const read = async (kind: string) => api.send(`get /v1/approval-plans/${kind}`, { as: 'supervisor' });
const put = (kind: string, version: number, ...plans: object[]) =>
  api.send(`put /v1/approval-plans/${kind}`, { ifMatch: `"${version}"`, body: { plans } });
const asked = async (amountMinor: number) =>
  (
    await inTransaction(api.deps.database, (tx) => plannedSteps(tx, { subject: 'claim', currency: 'CAD', amountMinor }))
  ).map(({ approvers }) => approvers.join());

it('are none at first, replaced as a whole, and count from their amount on', async () => {
  expect((await read('claim')).body).toEqual({ kind: 'claim', version: 0, plans: [] });
  const large = plan(50_000, step(['role:supervisor'], ['role:admin']), step(['ann', 'role:admin'], [], 'all'));
  const small = plan(1000, step(['role:any']));
  const first = await put('claim', 0, large, small);
  expect(first).toMatchObject({ status: 200, body: { kind: 'claim', version: 1 } });
  expect(first.headers.get('etag')).toBe('"1"');
  expect((await read('claim')).body).toEqual({ kind: 'claim', version: 1, plans: [small, large] });
  expect([await asked(999), await asked(1000), await asked(50_000)]).toEqual([
    [],
    ['role:any'],
    ['role:supervisor', 'ann,role:admin'],
  ]);
  expect((await put('claim', 1, large)).body).toMatchObject({ version: 2, plans: [large] });
  expect(await asked(1000)).toEqual([]);
  expect((await read('order')).body).toMatchObject({ version: 0, plans: [] });
});

it('are replaced only as they were read, and by one of two at once', async () => {
  const { version } = (await read('exit')).body as { version: number };
  const both = await Promise.all(
    ['role:supervisor', 'role:admin'].map((role) => put('exit', version, plan(0, step([role])))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect(both.find(({ status }) => status === 412)?.body).toMatchObject({ code: 'stale_version' });
  const blind = await api.send('put /v1/approval-plans/exit', { body: { plans: [] } });
  expect(blind.status).toBeGreaterThanOrEqual(400);
  expect((await read('exit')).body).toMatchObject({ version: version + 1 });
});

it('name who can approve, each once in a step', async () => {
  const before = (await read('quote')).body as { version: number };
  const wrong = await put(
    'quote',
    before.version,
    plan(0, step(['zoe']), step(['bob']), step(['role:warehouse'])),
    plan(0, step(['ann', 'ann'])),
  );
  expect(wrong).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
  const errors = wrong.body.errors as { pointer: string; code: string; detail: string }[];
  expect(errors.map(({ pointer, code }) => `${code} ${pointer}`)).toEqual([
    'unknown_person /plans/0/steps/0/approvers/0',
    'unknown_person /plans/0/steps/1/approvers/0',
    'unknown_role /plans/0/steps/2/approvers/0',
    'stands_twice /plans/1/from',
    'stands_twice /plans/1/steps/0/approvers/1',
  ]);
  expect(errors[0]?.detail).toContain('zoe');
  expect((await read('quote')).body).toEqual(before);
  expect((await put('quote', before.version, { ...plan(0), steps: [] })).status).toBe(422);
});

it('tell who set them', async () => {
  const told = await api.deps.database.sql`
    select seq, type, actor from events where aggregate_id = 'approval-plans/claim' order by seq`;
  expect([...told]).toEqual([1, 2].map((seq) => ({ seq, type: 'approval_plans.set', actor: 'admin@test' })));
});
