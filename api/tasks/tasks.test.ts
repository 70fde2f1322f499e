import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';
import { createTestDatabase, type TestDatabase } from '../../test/harness/postgres.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startApi({ databaseUrl: database.url });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

let raised = 0;

async function raise(role: string): Promise<string> {
  raised += 1;
  const id = `task-${raised}`;
  await api.deps.database.query.execute(sql`
    insert into tasks (id, kind, subject, role, details, raised_at) values (${id}, 'recount', ${id}, ${role}, '{}', now())`);
  return id;
}

const complete = (id: string, as: Role, key?: string) =>
  api.send(`post /v1/tasks/${id}/completion`, { as, ...(key && { key }), body: { outcome: 'Counted: all there' } });

const openTasks = async () => {
  const { body } = await api.send('get /v1/tasks?limit=100', { as: 'admin' });
  return (body.data as { id: string }[]).map(({ id }) => id);
};

it('takes a task off the list, with who did it and what came of it', async () => {
  const id = await raise('agent');
  expect(await openTasks()).toContain(id);
  const done = await complete(id, 'agent');
  expect(done).toMatchObject({ status: 200, body: { id, state: 'done', outcome: 'Counted: all there' } });
  expect(await openTasks()).not.toContain(id);
  const rows = await api.deps.database.query.execute(sql`select state, closed_by, outcome from tasks where id = ${id}`);
  expect(rows).toMatchObject([{ state: 'done', closed_by: expect.any(String), outcome: 'Counted: all there' }]);
});

it('gives the same answer to the same request, and refuses a second completion', async () => {
  const id = await raise('warehouse');
  const first = await complete(id, 'warehouse', 'once');
  expect((await complete(id, 'warehouse', 'once')).body).toEqual(first.body);
  const second = await complete(id, 'warehouse');
  expect(second).toMatchObject({ status: 409, body: { code: 'task_closed' } });
  expect(second.body.detail).toBe(`Task ${id} is already done.`);
  expect(await complete('no-such-task', 'agent')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

it('two who complete it at once: one of them has', async () => {
  const id = await raise('agent');
  const answers = await Promise.all([complete(id, 'agent'), complete(id, 'supervisor')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
});

it.each<[string, Role, number]>([
  ['agent', 'warehouse', 403],
  ['agent', 'supervisor', 200],
  ['agent', 'admin', 200],
  ['supervisor', 'agent', 403],
  ['warehouse', 'agent', 403],
  ['warehouse', 'supervisor', 403],
  ['engineer', 'agent', 403],
  ['engineer', 'admin', 200],
])('a task for %s, completed by %s: %i', async (role, as, status) => {
  const id = await raise(role);
  expect((await complete(id, as)).status).toBe(status);
  expect((await openTasks()).includes(id)).toBe(status !== 200);
});
