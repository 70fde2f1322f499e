/** What is asked about somebody who was erased meanwhile: nothing is done, and nothing of the request is kept. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditErased } from '../../db/audit/exits.ts';
import { eraseCustomer } from '../../db/exit/erase-customer.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { changeProcess } from '../../db/processes/change-process.ts';
import { inTransaction } from '../../db/transaction.ts';
import { type ManyLives, startManyLives } from '../customers/many-lives.ts';
import { billTo } from '../harness/seed.ts';

let lives: ManyLives;
let aheadMs = 0;

beforeAll(async () => {
  const realNow = Date.now.bind(Date);
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
  lives = await startManyLives();
});
afterAll(async () => {
  await lives.close();
  vi.restoreAllMocks();
});

const said = (customerId: string) => ({
  ...{ customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' },
});

/** Somebody who has not asked to leave. */
async function someone(): Promise<string> {
  const [row] = await lives.database.query.execute<{ id: string }>(
    sql`select id from customers where lifecycle = 'active' and merged_into is null order by id limit 1`,
  );
  return row?.id ?? '';
}

async function somebodyNew(): Promise<string> {
  const told = { name: 'Ada', email: 'ada@b.example', locale: 'en', billTo };
  const { status, body } = await lives.post('/v1/customers', told);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}

/** What is asked while somebody's erasure is written and not committed yet. */
async function whileErased<T>(exitId: string, ask: () => Promise<T>): Promise<T> {
  const asked = await inTransaction(lives.database, async (tx) => {
    await tx.execute(sql`update exits set erase_started_at = coalesce(erase_started_at, now()) where id = ${exitId}`);
    const options = { id: exitId, now: Date.now(), actor: 'parcours', byWorkflow: true };
    await changeProcess(tx, exitStore, options, eraseCustomer);
    const request = ask();
    let answered = false;
    void request.then(() => {
      answered = true;
    });
    const waits = sql`select 1 from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()`;
    await expect.poll(async () => answered || (await lives.database.query.execute(waits)).length > 0).toBe(true);
    return { request };
  });
  return asked.request;
}

async function leaves(customerId: string): Promise<string> {
  const exit = await lives.post('/v1/exits', { customerId, reason: 'moving' });
  expect(exit.status).toBe(201);
  return exit.body.id;
}

/** By the steps of its workflow, and time that passes. */
async function comesTo(id: string, customerId: string, wanted: string): Promise<void> {
  const lifecycle = async () =>
    (await lives.database.query.execute(sql`select lifecycle from customers where id = ${customerId}`))[0]?.lifecycle;
  for (let round = 0; round < 12 && (await lifecycle()) !== wanted; round += 1) {
    aheadMs += round === 0 ? 0 : 70_000;
    await lives.wakeUp({ id, kind: 'exit', status: '' });
  }
  expect(await lifecycle()).toBe(wanted);
}

it('is refused for a case of theirs that was still open, for a consent and for another exit, and leaves no word', async () => {
  const customerId = await someone();
  const id = await leaves(customerId);
  await comesTo(id, customerId, 'exited');
  const opened = await lives.post('/v1/cases', said(customerId));
  expect(opened.status).toBe(201);
  await comesTo(id, customerId, 'erased');

  const asked = await Promise.all([
    lives.post(`/v1/cases/${opened.body.id}/messages`, { direction: 'inbound', body: 'Call me on 514 555 0100' }),
    lives.post(`/v1/customers/${customerId}/consents`, { channel: 'email', given: true, source: 'my own form' }),
    lives.post('/v1/exits', { customerId, reason: 'other', comment: 'I still live at 1, rue X' }),
  ]);
  expect(asked.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([409, 'customer_is_erased']));
  expect(await auditErased(lives.database)).toEqual([]);
});

/** Asks to leave, and is forgotten; returns the order that they had. */
async function erasedWithOrder(customerId: string): Promise<string> {
  const { id: orderId } = (await lives.placeOrder(customerId)).body;
  for (const order of lives.orders.filter(({ id }) => id === orderId)) await lives.cancelOrder(order);
  await comesTo(await leaves(customerId), customerId, 'erased');
  return orderId;
}

it('is refused for whatever is opened for them, always with the same words', async () => {
  const customerId = await someone();
  const orderId = await erasedWithOrder(customerId);
  const lead = { source: 'fair', externalId: 'L-1', name: 'Ada', email: 'ada@example.com' };
  const { body: stored } = await lives.post('/v1/leads', lead);
  expect(stored).toMatchObject({ id: expect.any(String) });
  const leadId = stored.id;
  const deal = { title: '40 lamps', amount: { amount: 79_960, currency: 'CAD' }, calendar: 'always', owner: 'ann' };
  const asked: Record<string, object> = {
    '/v1/cases': { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' },
    '/v1/claims': { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }] },
    '/v1/opportunities': { ...deal, customerId, team: 'spring' },
    [`/v1/leads/${leadId}/convert`]: { ...deal, customerId },
    '/v1/cadences/spring/enrolments': { customerId, owner: 'ann' },
    '/v1/onboardings': { customerId, template: lives.template },
    '/v1/exits': { customerId, reason: 'other' },
    // Not opened for them: about what they had.
    [`/v1/orders/${orderId}/cancel`]: { reason: 'she rings me at home' },
  };
  const answers = await Promise.all(
    Object.entries(asked).map(async ([path, body]) => {
      const { status, body: said } = await lives.post(path, body);
      return `${path} ${status} ${said.code} ${said.detail}`;
    }),
  );
  const detail = `Customer ${customerId} is erased; nothing is kept about them any more. Add a new customer.`;
  expect(answers).toEqual(Object.keys(asked).map((path) => `${path} 409 customer_is_erased ${detail}`));
  expect(await auditErased(lives.database)).toEqual([]);
});

it('keeps no word of what is refused of what may still be asked afterwards', async () => {
  const customerId = await somebodyNew();
  const { id: orderId } = (await lives.placeOrder(customerId)).body;
  for (const order of lives.orders.filter(({ id }) => id === orderId)) await lives.bringOrder(order);
  const claim = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }] };
  const { id: claimId } = (await lives.post('/v1/claims', claim)).body;
  await lives.post(`/v1/claims/${claimId}/withdraw`, {});
  aheadMs += 3_600_000;
  await lives.ringOrders();
  await comesTo(await leaves(customerId), customerId, 'erased');
  const stuck = { subject: 'her, 514 555 0100', resolution: 'retry', reason: 'she rang' };
  const inspected = { lines: [{ lineNo: 1, units: 1, accepted: true, disposition: 'restock' }] };
  expect(await lives.post(`/v1/claims/${claimId}/intervention`, stuck)).toMatchObject({ status: 404 });
  expect(await lives.post(`/v1/returns/${claimId}-RET/inspections`, inspected)).toMatchObject({ status: 404 });
  const findings = await auditErased(lives.database);
  expect(findings.filter(({ subject }) => subject.startsWith(customerId))).toEqual([]);
});

it('is refused also to a request that waited while they were erased', async () => {
  const customerId = await someone();
  const blocked = () => lives.database.query.execute(sql`select 1 from pg_locks where not granted`);
  const asked = await inTransaction(lives.database, async (tx) => {
    for (const to of ['exiting', 'exited', 'erased'])
      await tx.execute(sql`update customers set lifecycle = ${to} where id = ${customerId}`);
    const said = { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' };
    const answer = lives.post('/v1/cases', said);
    await expect.poll(blocked).not.toEqual([]);
    return { answer };
  });
  expect(await asked.answer).toMatchObject({ status: 409, body: { code: 'customer_is_erased' } });
});

it('splits nobody off from who was erased, also where that was asked while it was written', async () => {
  const [keptId, absorbedId] = [await somebodyNew(), await somebodyNew()];
  const merged = await lives.post(`/v1/customers/${keptId}/merge`, { absorb: absorbedId, reason: 'the same' });
  expect(merged.status, JSON.stringify(merged.body)).toBe(200);
  const id = await leaves(keptId);
  await comesTo(id, keptId, 'exited');
  const split = () => lives.post(`/v1/customers/${absorbedId}/unmerge`, {});
  const asked = [await whileErased(id, split), await split()];
  expect(asked.map(({ status, body }) => [status, body.code])).toEqual(Array(2).fill([409, 'customer_is_erased']));
});

it('keeps no word of a command that is refused before it waits for anybody, while the erasure runs', async () => {
  const customerId = await someone();
  const id = await leaves(customerId);
  await comesTo(id, customerId, 'exited');
  const opened = await lives.post('/v1/cases', said(customerId));
  // At the wrong address: nothing of the case is locked.
  const body = { outcome: 'lost', reason: 'call me on 514 555 0100' };
  const asked = await whileErased(id, () => lives.post(`/v1/opportunities/${opened.body.id}/close`, body));
  expect(asked).toMatchObject({ status: 409, body: { code: 'customer_is_erased' } });
  const findings = await auditErased(lives.database);
  expect(findings.filter(({ subject }) => subject.startsWith(customerId))).toEqual([]);
});

it('takes leads of the same number and name along, and leaves those of whoever shares the number', async () => {
  const told = { name: 'Ada Byron', email: 'ada@b.example', phone: '514 555-0188', locale: 'en', billTo };
  const { body: customer } = await lives.post('/v1/customers', told);
  const lead = async (externalId: string, name: string, phone: string) => {
    const { status, body } = await lives.post('/v1/leads', {
      ...{ source: 'stand', externalId, name, phone, country: 'CA', email: `${externalId}@stand.example` },
    });
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    return body.id;
  };
  const same = await lead('same', 'ada byron', '+1 514 555 0188');
  const shared = await lead('shared', 'Anne Isabella', '+1 514 555 0188');
  const other = await lead('other', 'Ada Byron', '+1 514 555 0177');
  const id = await leaves(customer.id);
  await comesTo(id, customer.id, 'erased');
  const found = await lives.database.query.execute(
    sql`select id, name, phone from leads where id in (${same}, ${shared}, ${other})`,
  );
  expect(new Map(found.map((one) => [one.id, [one.name, one.phone]]))).toEqual(
    new Map([
      [same, ['erased', null]],
      [shared, ['Anne Isabella', '+15145550188']],
      [other, ['Ada Byron', '+15145550177']],
    ]),
  );
});

it.each(['while they are erased', 'afterwards'])(
  'makes a lead of its own of what a file tells of them %s',
  async (when) => {
    const customerId = await somebodyNew();
    const externalId = `card-${customerId}`;
    const { body: lead } = await lives.post('/v1/leads', {
      source: 'expo',
      externalId,
      name: 'Ada',
      email: 'a@b.example',
    });
    await lives.database.query.execute(
      sql`update leads set state = 'converted', customer_id = ${customerId} where id = ${lead.id}`,
    );
    const id = await leaves(customerId);
    await comesTo(id, customerId, 'exited');
    const csv = `external_id,name,email\n${externalId},Ada again,again@b.example\n`;
    const ask = () => lives.post('/v1/leads/imports', { source: 'expo', csv, dryRun: false });
    if (when === 'afterwards') await comesTo(id, customerId, 'erased');
    const { status, body } = when === 'afterwards' ? await ask() : await whileErased(id, ask);
    expect([status, body.created, body.updated]).toEqual([200, 1, 0]);
    const leads = await lives.database.query.execute(sql`
    select id = ${lead.id} as before, name, state, customer_id as customer from leads
    where id = ${lead.id} or external_id = ${externalId} order by created_at, id`);
    expect(leads).toEqual([
      { before: true, name: 'erased', state: 'converted', customer: customerId },
      { before: false, name: 'Ada again', state: 'open', customer: null },
    ]);
    const findings = await auditErased(lives.database);
    expect(findings.filter(({ subject }) => subject.startsWith(customerId))).toEqual([]);
  },
);
