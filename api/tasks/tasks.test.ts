import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKey } from '../../db/access/api-keys.ts';
import { claimNudges } from '../../db/processes/claim-nudges.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { type NewTask, raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Role } from '../../domain/access/roles.ts';
import { startApi, type TestApi } from '../../test/harness/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

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
  expect(second.body.detail).toBe(`Task ${id} is already done. Nothing is left to do on it.`);
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

let asked = 0;

/** Asks for something of its own, by an agent unless told otherwise. */
async function ask(task: Partial<NewTask> = {}): Promise<{ id: string; subject: string }> {
  asked += 1;
  const subject = `asked-${asked}`;
  const now = Date.now();
  const id = await inTransaction(api.deps.database, (tx) =>
    raiseTask(tx, { kind: 'look', subject, role: 'agent', now, ...task }),
  );
  return { id, subject: task.subject ?? subject };
}

const rowOf = async (id: string) =>
  (await api.deps.database.query.execute(sql`select state, closed_by, evidence from tasks where id = ${id}`))[0];

it('a task that wants evidence is refused without, by the name of what it wants, and done with it', async () => {
  const { id } = await ask({ evidenceWanted: 'signed_contract' });
  const send = (body: object) => api.send(`post /v1/tasks/${id}/completion`, { as: 'agent', body });
  const bare = await send({ outcome: 'Signed' });
  expect(bare).toMatchObject({ status: 422, body: { code: 'task_evidence_missing' } });
  expect(bare.body.detail).toBe(`Task ${id} is done only with evidence (signed_contract). Send it as \`evidence\`.`);
  expect((await send({ outcome: 'Signed', evidence: 'Zoé has signed it' })).status).toBe(422);
  expect(await rowOf(id)).toMatchObject({ state: 'open', evidence: null });
  const done = await send({ outcome: 'Signed', evidence: 'files/contract-17.pdf' });
  expect(done).toMatchObject({ status: 200, body: { id, state: 'done', evidence: 'files/contract-17.pdf' } });
  expect(await rowOf(id)).toMatchObject({ state: 'done', evidence: 'files/contract-17.pdf' });
});

it('a task for one person is done by them, by a supervisor or by an administrator, and by no colleague', async () => {
  const { secret } = await createKey(api.deps.database.query, { actor: 'marie', role: 'agent' });
  const named = async () => (await ask({ person: 'marie' })).id;
  const id = await named();
  const refused = await complete(id, 'agent');
  expect(refused).toMatchObject({ status: 403, body: { code: 'task_of_another' } });
  expect(refused.body.detail).toContain('marie');
  const own = { authorization: `Bearer ${secret}`, body: { outcome: 'Done' } };
  expect((await api.send(`post /v1/tasks/${id}/completion`, own)).status).toBe(200);
  expect(await rowOf(id)).toMatchObject({ state: 'done', closed_by: 'marie' });
  expect((await complete(await named(), 'supervisor')).status).toBe(200);
  expect((await complete(await named(), 'admin')).status).toBe(200);
});

it('says whose a task is, what it wants and until when, and finds it by each of these', async () => {
  const customerId = await meet();
  const processId = await openCaseOf(customerId);
  const dueAt = Date.parse('2026-01-05T15:00:00.000Z');
  const late = await ask({ customerId, person: 'paul', processId, evidenceWanted: 'photo', dueAt });
  const soon = await ask({ customerId, person: 'paul', dueAt: Date.now() + 3_600_000 });
  const whenever = await ask({ customerId, role: 'warehouse' });
  const shown = { person: 'paul', customerId, processId, evidenceWanted: 'photo', dueAt: '2026-01-05T15:00:00.000Z' };
  const list = async (filter: string) => {
    const { body } = await api.send(`get /v1/tasks?${filter}`, { as: 'admin' });
    return body as { data: { id: string }[]; page: { next: string | null } };
  };
  const ids = async (filter: string) => (await list(filter)).data.map(({ id }) => id).sort();
  const sorted = (...tasks: { id: string }[]) => tasks.map(({ id }) => id).sort();
  expect((await list(`subject=${late.subject}`)).data).toMatchObject([{ id: late.id, ...shown }]);
  expect(await ids(`customer=${customerId}`)).toEqual(sorted(late, soon, whenever));
  expect(await ids(`customer=${customerId}&role=warehouse`)).toEqual(sorted(whenever));
  expect(await ids('person=paul')).toEqual(sorted(late, soon));
  expect(await ids(`customer=${customerId}&overdue=true`)).toEqual(sorted(late));
  expect(await ids(`customer=${customerId}&overdue=false`)).toEqual(sorted(soon, whenever));
  expect(await ids('person=nobody')).toEqual([]);

  const first = await list(`customer=${customerId}&limit=2`);
  const rest = await list(`customer=${customerId}&limit=2&cursor=${first.page.next}`);
  expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual([late.id, soon.id, whenever.id]);
  expect(rest.page.next).toBeNull();
});

it('the process that waits for a task is to be told when it is done, and not when it is refused or repeated', async () => {
  const customerId = await meet();
  const processId = await openCaseOf(customerId);
  const { id } = await ask({ processId, evidenceWanted: 'photo' });
  const told = async () => {
    const { query } = api.deps.database;
    const rows = await query.execute<{ told: boolean }>(
      sql`select nudge_at is not null as told from processes where id = ${processId}`,
    );
    return rows[0]?.told;
  };
  expect((await complete(id, 'agent')).status).toBe(422);
  expect(await told()).toBe(false);
  const send = () =>
    api.send(`post /v1/tasks/${id}/completion`, {
      as: 'agent',
      key: 'photo',
      body: { outcome: 'Seen', evidence: 'p.jpg' },
    });
  expect((await send()).status).toBe(200);
  expect(await told()).toBe(true);
  // Temporal is away here, so the relay finds it.
  await api.deps.database.query.execute(sql`update processes set nudge_at = now() where id = ${processId}`);
  expect(await claimNudges(api.deps.database, 100)).toContainEqual({ kind: 'case', id: processId });
  await looked(processId);
  expect((await send()).status).toBe(200);
  expect(await told()).toBe(false);
});

async function meet(): Promise<string> {
  const person = { name: 'Zoé Tremblay', email: `zoe-${crypto.randomUUID()}@example.com`, locale: 'fr' };
  const billTo = {
    name: person.name,
    line1: '1, rue X',
    city: 'Montréal',
    region: 'QC',
    postalCode: 'H2X 3J6',
    country: 'CA',
  };
  const { body } = await api.send('post /v1/customers', { body: { ...person, creditLimit: null, billTo } });
  return (body as { id: string }).id;
}

/** A case whose workflow has looked: nothing of it is to be told. */
async function openCaseOf(customerId: string): Promise<string> {
  const id = await inTransaction(api.deps.database, (tx) =>
    openProcess(tx, { kind: 'case', customerId, status: 'new', now: Date.now(), actor: 'test' }),
  );
  await looked(id);
  return id;
}

const looked = (id: string) =>
  api.deps.database.query.execute(sql`update processes set nudge_at = null where id = ${id}`);
