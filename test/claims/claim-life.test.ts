/** What a claim stands on: its clocks, its cover, its case, and the units it may hold. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { hire, ok, openCase, openDesk, type Sleep, sleeperOf } from '../assistance/support-desk.ts';
import { addProduct, billTo, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;
let sleep: Sleep;

const nora = { name: 'Nora', email: 'nora@example.com', billTo };
const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  for (const sku of ['SOFA', 'LAMP']) await putStock(world.database, sku, 'MTL', 200);
  // Claims count day and night here, so that eight hours are eight hours.
  await ok(world.api.put('supervisor', '/v1/calendars/claims', { zone: 'UTC', week }));
  await openDesk(world.api);
  for (const id of ['ana', 'bob']) await hire(world.api, id, { team: 'claims' });
  desk = claimDesk(world);
  sleep = sleeperOf(world);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const clocksOf = async (id: string): Promise<string[]> =>
  (await desk.stateOf(id)).clocks.map(
    ({ clock, no, state }: { clock: string; no: number; state: string }) => `${clock} ${no} ${state}`,
  );

it('counts until somebody has it in hand, until it is decided, and until it is settled but for the customer’s own time', async () => {
  const orderId = await desk.delivered('SOFA');
  const id = await desk.open(orderId, { evidence: [] });
  expect(await clocksOf(id)).toEqual(['acknowledge 1 stopped', 'decide 1 paused']);
  await desk.done(
    world.api.post('agent', `/v1/claims/${id}/evidence`, { evidence: [{ kind: 'photo', reference: 'x' }] }),
  );
  expect(await clocksOf(id)).toEqual(['acknowledge 1 stopped', 'decide 1 running']);
  await desk.done(desk.decide(id, 1, 'return_then_refund'));
  await expect.poll(() => clocksOf(id)).toEqual(['acknowledge 1 stopped', 'decide 1 stopped', 'settle 1 paused']);
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  expect((await clocksOf(id)).at(-1)).toBe('settle 1 running');
  await desk.inspect(id, {});
  await desk.becomes(id, 'closed');
  expect((await clocksOf(id)).at(-1)).toBe('settle 1 stopped');
});

it('tells more and more people while nobody has it in hand, gives it to somebody else, and leaves them alone once somebody has', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  const { owner } = await desk.stateOf(id);
  expect(['ana', 'bob']).toContain(owner);
  const tasks = () =>
    desk.rows<{ of: string; person: string | null; state: string }>(sql`
      select substr(subject, ${id.length + 2}) as of, person, state from tasks
      where kind = 'sla_level' and subject like ${`${id}/%`} order by raised_at, subject`);
  await sleep('13h');
  await expect
    .poll(async () => (await tasks()).map(({ of }) => of).sort())
    .toEqual(
      ['50/owner', '80/owner', '100/owner', '100/supervisor', '150/admin', '150/supervisor']
        .map((level) => `acknowledge/1/${level}`)
        .sort(),
    );
  const next = (await desk.stateOf(id)).owner;
  expect(next).not.toBe(owner);
  const ofTheOwner = (await tasks()).filter(({ of }) => of.endsWith('/owner'));
  expect(ofTheOwner.map(({ person }) => person)).toEqual([next, next, next]);
  await desk.done(world.api.post('agent', `/v1/claims/${id}/acknowledgement`, {}));
  expect((await tasks()).every(({ state }) => state === 'void')).toBe(true);
  expect(await world.api.post('agent', `/v1/claims/${id}/acknowledgement`, {})).toMatchObject({
    status: 409,
    body: { code: 'already_exists' },
  });
  const told = await desk.rows(
    sql`select 1 from messages where process = ${`claim/${id}`} and template = 'claim_in_hand'`,
  );
  expect(told).toHaveLength(1);
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
  expect(await clocksOf(id)).toEqual(['acknowledge 1 stopped', 'decide 1 stopped']);
});

it('starts a fresh time to decide with an appeal, on which another person looks', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  const { owner } = await desk.stateOf(id);
  await desk.done(desk.decide(id, 0, null));
  await desk.done(world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'look again' }));
  expect(await clocksOf(id)).toEqual(['acknowledge 1 stopped', 'decide 1 stopped', 'decide 2 running']);
  expect((await desk.stateOf(id)).owner).not.toBe(owner);
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
});

it('follows the parcel that comes back by its own label and tracking code', async () => {
  const id = await desk.open(await desk.delivered('SOFA'));
  await desk.done(desk.decide(id, 1, 'return_then_refund'));
  await expect.poll(async () => (await desk.stateOf(id)).return?.label).toBe('bought');
  const { trackingCode } = (await desk.stateOf(id)).return;
  await world.carrier.scan(trackingCode, 'in_transit');
  await expect.poll(async () => (await desk.stateOf(id)).return.status).toBe('in_transit');
  await world.carrier.scan(trackingCode, 'delivered');
  // Only our own warehouse says that it has come.
  expect((await desk.stateOf(id)).return.status).toBe('in_transit');
  await desk.receive(id, [{ sku: 'SOFA', units: 1 }]);
  await desk.inspect(id, { disposition: 'quarantine' });
  await desk.becomes(id, 'closed');
  const labels = (await world.carrier.book()).shipments.filter(
    ({ reference }: { reference: string }) => reference === `${id}-RET`,
  );
  expect(labels).toHaveLength(1);
});

it('belongs to the case in which it was made, and to no case of somebody else', async () => {
  const caseId = await openCase(world.api);
  const foreign = await openCase(world.api, { customerId: 'CUS-ACCOUNT' });
  const orderId = await desk.delivered('SOFA');
  await expect(desk.open(orderId, { caseId: foreign })).rejects.toThrow('/caseId');
  const id = await desk.open(orderId, { caseId });
  expect((await desk.stateOf(id)).caseId).toBe(caseId);
  expect((await world.api.get('agent', `/v1/cases/${caseId}`)).body.claims).toEqual([id]);
});

/** As a caller does who is told that the engine is busy: the same key again. */
async function openPatiently(body: object): Promise<string> {
  const key = randomUUID();
  for (;;) {
    const answer = await world.api.post('back_office', '/v1/claims', body, { key });
    if (answer.status !== 503) return (await desk.done(Promise.resolve(answer))).id;
  }
}

it('holds each shipped unit once, of however many claims come at once', async () => {
  const orderId = await desk.delivered('LAMP', 7);
  const asked = Array.from({ length: 20 }, (_, index) => ({ lineNo: 1, units: 1 + (index % 3) }));
  const ids = await Promise.all(asked.map((line) => openPatiently({ orderId, kind: 'damaged', lines: [line] })));
  const [line] = await desk.rows<{ claimed: number }>(sql`select claimed from order_lines where order_id = ${orderId}`);
  const [held] = await desk.rows<{ held: number }>(
    sql`select sum(cl.held)::int as held from claim_lines cl join claims c on c.id = cl.claim_id where c.order_id = ${orderId}`,
  );
  expect(held?.held).toBe(line?.claimed);
  expect(line?.claimed).toBeLessThanOrEqual(7);
  expect(line?.claimed).toBeGreaterThanOrEqual(5); // nobody who wanted one unit was sent away while one was left
  expect(new Set(ids).size).toBe(20);
});

it('asks for evidence, reminds of it, asks again for what is still missing, and lapses when it never comes, each told', async () => {
  const orderId = await desk.delivered('LAMP');
  const id = await desk.open(orderId, { evidence: [] });
  const told = async () =>
    (
      await desk.rows<{ template: string }>(
        sql`select template from messages where process = ${`claim/${id}`} order by created_at`,
      )
    ).map(({ template }) => template);
  const asked = ['claim_received', 'claim_needs_info', 'claim_reminder'];
  await sleep('7d');
  await expect.poll(told).toEqual(asked);
  await sleep('20d');
  const other = { evidence: [{ kind: 'receipt', reference: 'x' }] };
  await desk.done(world.api.post('agent', `/v1/claims/${id}/evidence`, other));
  expect(await told()).toEqual([...asked, 'claim_needs_info']);
  await sleep('22d');
  expect((await desk.stateOf(id)).status).toBe('need_info');
  await sleep('2d');
  await desk.becomes(id, 'withdrawn');
  expect(await told()).toEqual([...asked, 'claim_needs_info', 'claim_lapsed']);
  expect(await desk.rows(sql`select claimed from order_lines where order_id = ${orderId}`)).toEqual([{ claimed: 0 }]);
});

it('covers by product class, from registration, and only for a serial number that was sold', async () => {
  const table = (await world.api.get('supervisor', '/v1/decision-tables/claim-coverage')).body.versions[0];
  const rule = { startsAt: 'registration', days: 365, needsSerial: true, exclusions: '' };
  const text = { en: 'A machine is covered for a year.', fr: 'Une machine est couverte un an.' };
  const body = {
    ...{ hitPolicy: 'FIRST', outputs: table.outputs, inputs: [{ name: 'productClass', type: 'string' }] },
    rules: [
      { id: 'machines', text, when: { productClass: '"machine"' }, gives: rule },
      { id: 'rest', text, when: {}, gives: { ...rule, startsAt: 'delivery', needsSerial: false } },
    ],
  };
  const versions = '/v1/decision-tables/claim-coverage/versions';
  await desk.done(world.api.post('supervisor', versions, body));
  await desk.done(world.api.post('supervisor', `${versions}/2/activate`, {}));
  await desk.rows(sql`update products set product_class = 'machine' where sku = 'LAMP'`);
  const orderId = await desk.delivered('LAMP', 4);
  const verdict = async (serial?: string) => {
    const id = await desk.open(orderId, { lines: [{ lineNo: 1, units: 1, ...(serial && { serial }) }] });
    return (await desk.stateOf(id)).lines[0].verdict;
  };
  expect(await verdict('SN-1')).toEqual({ kind: 'refuse', why: 'not_started' });
  await desk.done(
    world.api.post('warehouse', `/v1/orders/${orderId}/serials`, { lineNo: 1, serials: ['SN-1', 'SN-2'] }),
  );
  const register = (serial: string) =>
    world.api.post('agent', `/v1/orders/${orderId}/registrations`, { lineNo: 1, serial });
  expect((await register('SN-9')).body.code).toBe('not_found');
  await desk.done(register('SN-1'));
  expect(await verdict('SN-2')).toEqual({ kind: 'refuse', why: 'not_started' });
  expect(await verdict()).toEqual({ kind: 'refuse', why: 'serial' });
  expect(['approve', 'review']).toContain((await verdict('SN-1')).kind);
});

it('promises what its service level says, to the claims that are opened from then on', async () => {
  const orderId = await desk.delivered('SOFA', 2);
  const path = '/v1/claim-service-level';
  const read = async () => (await world.api.get('agent', path)).body;
  const targetsOf = async (id: string) =>
    (await desk.stateOf(id)).clocks.map(({ clock, targetMinutes }: { clock: string; targetMinutes: number }) => [
      clock,
      targetMinutes,
    ]);
  expect(await read()).toMatchObject({ version: 1, calendar: 'claims', targets: { settleMinutes: 4800 } });
  const before = await desk.open(orderId);
  const targets = { acknowledgeMinutes: 60, decideMinutes: 120, settleMinutes: 240 };
  expect((await world.api.put('agent', path, { calendar: 'claims', targets })).body.code).toBe('forbidden');
  expect((await world.api.put('admin', path, { calendar: 'nobody', targets })).body.errors).toMatchObject([
    { pointer: '/calendar' },
  ]);
  await desk.done(world.api.put('admin', path, { calendar: 'claims', targets }));
  expect(await read()).toEqual({ version: 2, calendar: 'claims', targets });
  const after = await desk.open(orderId);
  expect(await targetsOf(before)).toEqual([
    ['acknowledge', 480],
    ['decide', 2400],
  ]);
  expect(await targetsOf(after)).toEqual([
    ['acknowledge', 60],
    ['decide', 120],
  ]);
  await desk.done(desk.decide(before, 1, 'credit'));
  await desk.becomes(before, 'closed');
  expect(await targetsOf(before)).toContainEqual(['settle', 4800]);
});

it('goes to somebody who speaks the language of the customer whom its own was merged into', async () => {
  const customer = async (locale: 'en' | 'fr') =>
    (await ok(world.api.post('back_office', '/v1/customers', { ...nora, locale }))).id;
  const [english, french] = [await customer('en'), await customer('fr')];
  const orderId = await world.place({ customerId: english, lines: [{ sku: 'SOFA', quantity: 1 }] });
  await desk.deliver(orderId);
  for (const id of ['ana', 'bob']) await hire(world.api, id, { team: 'claims', active: false });
  await hire(world.api, 'eve', { team: 'claims', languages: ['en'] });
  await hire(world.api, 'fay', { team: 'claims', languages: ['fr'] });
  const id = await desk.open(orderId);
  expect((await desk.stateOf(id)).owner).toBe('eve');
  await desk.done(desk.decide(id, 0, null));
  await ok(world.api.post('supervisor', `/v1/customers/${french}/merge`, { absorb: english, reason: 'the same' }));
  await desk.done(world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'look again' }));
  expect((await desk.stateOf(id)).owner).toBe('fay');
  await desk.done(world.api.post('agent', `/v1/claims/${id}/withdraw`, {}));
});

it('leaves books, ledgers and clocks sound', async () => {
  expect(await world.audit()).toEqual([]);
});
