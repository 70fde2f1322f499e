import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const told = () => api.deps.database.sql<{ seq: number; type: string; actor: string }[]>`
  select seq, type, actor from events where aggregate_id = 'approval-limits' order by seq`;
const limit = (role: string, amount: number) => ({ role, upTo: { amount, currency: 'CAD' } });
const set = (...limits: object[]) => api.send('put /v1/approval-limits', { body: { limits } });

it('is set for one role and leaves the others', async () => {
  const before = (await api.send('get /v1/approval-limits', { as: 'supervisor' })).body.data;
  expect((await set(limit('agent', 123))).status).toBe(200);
  const after = (await api.send('get /v1/approval-limits', { as: 'supervisor' })).body.data;
  expect(after).toContainEqual(limit('agent', 123));
  const others = (all: unknown) =>
    (all as ReturnType<typeof limit>[]).filter(({ role, upTo }) => role !== 'agent' || upTo.currency !== 'CAD');
  expect(others(after)).toEqual(others(before));
});

it('tells who set it, in one sequence however many set it at once', async () => {
  const before = await told();
  await Promise.all([11, 12, 13].map((amount) => set(limit('agent', amount))));
  const after = await told();
  expect(after.slice(before.length).map(({ type, actor }) => ({ type, actor }))).toEqual(
    Array(3).fill({ type: 'approval_limits.set', actor: 'admin@test' }),
  );
  expect(after.map(({ seq }) => seq)).toEqual(after.map((_, index) => index + 1));
});

it('stands once in a request', async () => {
  const { status, body } = await set(limit('agent', 1), limit('agent', 2));
  expect(status).toBe(422);
  expect(body.errors).toEqual([expect.objectContaining({ pointer: '/limits/1' })]);
});
