/** Beginning to leave, coming back in time, and steps that fail. */
import { ApplicationFailure } from '@temporalio/common';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { inTransaction } from '../../db/transaction.ts';
import { noticeEnd } from '../../domain/exit/notice.ts';
import { createScenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createDesk, meetProspect, openWelcomeDesk } from '../onboarding/welcome-desk.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  await putStock(world.database, 'LAMP', 'MTL', 200);
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

it('lets one of ten who ask at once for the same customer open an exit', async () => {
  const customerId = await they.customer();
  const asked = await Promise.all(
    Array.from({ length: 10 }, () => world.api.post('back_office', '/v1/exits', { customerId, reason: 'moving' })),
  );
  expect(asked.filter(({ status }) => status === 201)).toHaveLength(1);
  const refused = asked.filter(({ status }) => status !== 201).map(({ body }) => body.code);
  expect(refused).toEqual(Array(9).fill('customer_cannot_exit'));
  const open = await rows(sql`select id from exits where customer_id = ${customerId} and ended_at is null`);
  expect(open).toHaveLength(1);
  // The database says so by itself.
  const other = await they.leave(await they.customer());
  const second = sql`update exits set customer_id = ${customerId} where id = ${other}`;
  await expect(rows(second)).rejects.toMatchObject({ cause: { constraint_name: 'exits_one_open' } });
  const listed = (await world.api.get('agent', `/v1/exits?customer=${customerId}&status=notice`)).body.data;
  expect(listed).toMatchObject([{ customerId, reason: 'moving', status: 'notice' }]);
});

it('holds a new order of somebody who is leaving, and lets it go on once they stay', async () => {
  const customerId = await they.customer();
  const id = await they.leave(customerId, { reason: 'moving' });
  const orderId = await they.place(customerId);
  await world.reaches(orderId, 'on_hold');
  const [hold] = await rows(sql`select kind, details from holds where order_id = ${orderId} and kind = 'customer'`);
  expect(hold).toMatchObject({ kind: 'customer', details: { lifecycle: 'exiting' } });
  await they.say(id, 'rescind');
  expect(await they.lifecycleOf(customerId)).toBe('active');
  await world.labelled(`${orderId}-S1`);
  const next = await they.place(customerId);
  await world.labelled(`${next}-S1`);
});

it('adds nothing to an order of somebody who is leaving: a new one is seen by a person', async () => {
  const customerId = await they.customer();
  const orderId = await they.place(customerId);
  const scenario = createScenario(world);
  await scenario.packed(`${orderId}-S1`);
  await they.leave(customerId, { reason: 'moving' });
  expect(await scenario.preview(orderId, { addLines: [{ sku: 'LAMP', quantity: 9 }] })).toMatchObject({
    status: 409,
    body: { code: 'amendment_impossible', detail: expect.stringContaining('exiting') },
  });
  const held = await they.place(customerId);
  await world.reaches(held, 'on_hold');
  expect((await scenario.preview(held, { addLines: [{ sku: 'LAMP', quantity: 9 }] })).status).toBe(200);
});

it('stops cadences and cancels an onboarding in the transaction that begins it', async () => {
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
  await openWelcomeDesk(world);
  const desk = createDesk(world);
  const customerId = await meetProspect(world);
  const onboarding = await desk.open({ customerId });
  await world.api.post('agent', `/v1/customers/${customerId}/consents`, {
    channel: 'email',
    given: true,
    source: 'form',
  });
  await world.api.put('supervisor', '/v1/cadences/hello', {
    name: 'Hello',
    calendar: 'always',
    steps: [{ delayMinutes: 600, channel: 'email', template: 'cadence_intro', stopIf: ['reply'] }],
  });
  const enrolled = await world.api.post('agent', '/v1/cadences/hello/enrolments', { customerId, owner: 'Marie' });
  expect(enrolled.status, JSON.stringify(enrolled.body)).toBe(201);
  const id = await they.leave(customerId, { reason: 'moving' });
  expect((await world.api.get('agent', `/v1/enrolments/${enrolled.body.id}`)).body).toMatchObject({
    status: 'stopped',
  });
  expect(await desk.read(onboarding)).toMatchObject({ status: 'cancelled', cancelReason: id });
});

it('sends nothing commercial any more that was still to be sent when they said that they leave', async () => {
  const customerId = await they.customer();
  const consent = { channel: 'email', given: true, source: 'form' };
  await world.api.post('agent', `/v1/customers/${customerId}/consents`, consent);
  await inTransaction(world.database, (tx) =>
    tellCustomer(tx, {
      ...{
        customerId,
        process: `enrolment/${customerId}`,
        step: 'touch-0',
        template: 'cadence_intro',
        now: Date.now(),
      },
      ...{ params: { owner: 'Marie' }, commercial: 'offer' },
    }),
  );
  await they.leave(customerId, { reason: 'moving' });
  const told = await rows(sql`select step, state from messages where customer_id = ${customerId} and commercial`);
  expect(told).toEqual([{ step: 'touch-0', state: 'failed' }]);
});

it('serves the last day of a calendar month in the customer’s zone', async () => {
  const customerId = await they.customer();
  const id = await they.leave(customerId, { reason: 'moving', zone: 'Pacific/Auckland', notice: { months: 1 } });
  const { notice, openedAt } = await they.exitOf(id);
  const { lastDay, endsAt } = noticeEnd(
    Date.parse(openedAt),
    { kind: 'calendar_months', months: 1 },
    'Pacific/Auckland',
  );
  expect(notice).toEqual({ lastDay, endsAt: new Date(endsAt).toISOString(), zone: 'Pacific/Auckland' });
  const wrong = { customerId: await they.customer(), zone: 'Mars/Olympus' };
  expect(await world.api.post('back_office', '/v1/exits', wrong)).toMatchObject({
    body: { errors: [{ pointer: '/zone' }] },
  });
});

it('thanks nobody for leaving who did not ask to, nor invites them back; an estate is written to as one', async () => {
  const left = async (kind: 'death' | 'fraud') => {
    const customerId = await they.customer();
    const consent = { channel: 'email', given: true, source: 'form' };
    await world.api.post('agent', `/v1/customers/${customerId}/consents`, consent);
    const id = await they.leave(customerId, { kind }, 'supervisor');
    await they.endNotice(id);
    await they.becomes(id, 'exporting');
    await expect.poll(async () => (await they.exitOf(id)).documents.length).toBe(4);
    await they.say(id, 'confirm');
    const told = await rows(sql`select template from messages where process = ${`exit/${id}`} order by created_at`);
    return { id, told: told.map(({ template }) => template) };
  };
  const [death, fraud] = [await left('death'), await left('fraud')];
  expect(death.told).toEqual([
    ...['exit_for_death', 'exit_notice_estate', 'exit_settled_estate', 'exit_documents_estate', 'exit_closed_estate'],
  ]);
  expect(fraud.told).toEqual([
    ...['exit_for_fraud', 'exit_notice_by_us', 'exit_settled', 'exit_documents', 'exit_closed'],
  ]);
  for (const { id } of [death, fraud]) {
    expect(await world.api.post('agent', `/v1/exits/${id}/win-back`, {})).toMatchObject({
      status: 409,
      body: { code: 'exit_not_won_back' },
    });
    const { status, actions, waiting } = await they.exitOf(id);
    expect(status).toBe('retention_hold');
    expect(actions.map(({ kind }: { kind: string }) => kind)).not.toContain('win_back');
    expect(`${waiting.message.en} ${waiting.message.fr}`).not.toMatch(/won back|reconquis/);
  }
});

it('is either taken back or settled when both come in the instant in which the notice ends, never both', async () => {
  const ends: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    const customerId = await they.customer();
    const id = await they.leave(customerId, { reason: 'moving' });
    // The instant lies just ahead, and both are on their way to it.
    await rows(sql`update exits set notice_ends_at = now() + interval '40 milliseconds' where id = ${id}`);
    const [answer] = await Promise.all([
      new Promise((resolve) => setTimeout(resolve, round * 15)).then(() =>
        world.api.post('agent', `/v1/exits/${id}/rescind`, {}),
      ),
      they.nudge(id),
    ]);
    if (answer.status === 200) {
      expect(await they.exitOf(id)).toMatchObject({ status: 'rescinded' });
      expect(await they.lifecycleOf(customerId)).toBe('active');
    } else {
      expect(answer).toMatchObject({ status: 409, body: { code: 'exit_notice_over' } });
      await they.nudge(id);
      await they.becomes(id, 'exporting');
      expect(await they.lifecycleOf(customerId)).toBe('exiting');
    }
    ends.push(answer.status === 200 ? 'rescinded' : 'settled');
    const settled = await rows(sql`select 1 from exit_settlements where exit_id = ${id}`);
    expect(settled).toHaveLength(answer.status === 200 ? 0 : 1);
  }
  expect(ends).toContain('settled');
});

it('cannot be taken back at the instant itself, though nobody has looked yet', async () => {
  const id = await they.leave(await they.customer(), { reason: 'moving' });
  await world.stopWorker();
  await rows(sql`update exits set notice_ends_at = now() where id = ${id}`);
  const late = await world.api.post('agent', `/v1/exits/${id}/rescind`, {});
  expect(late).toMatchObject({ status: 409, body: { code: 'exit_notice_over' } });
  expect((await they.exitOf(id)).actions.map(({ kind }: { kind: string }) => kind)).not.toContain('rescind');
  await world.startWorker();
});

it.each(['documents', 'erasure'] as const)(
  'asks a person when the %s fail for good, and goes on when they say so',
  async (work) => {
    const { doProcessWork } = world.activities;
    let broken = true;
    await world.stopWorker();
    await world.startWorker({
      steps: {
        doProcessWork: async (input, owed) => {
          if (broken && owed.kind === work) throw ApplicationFailure.nonRetryable('The disk is full', 'disk_full');
          return doProcessWork(input, owed);
        },
      },
    });
    const customerId = await they.customer();
    const id = await they.leave(customerId, { reason: 'moving' });
    await they.endNotice(id);
    await they.becomes(id, 'exporting');
    if (work === 'erasure') {
      await expect.poll(async () => (await they.exitOf(id)).documents.length).toBe(4);
      await they.say(id, 'confirm');
      await rows(sql`update exits set erase_at = now() where id = ${id}`);
      await they.nudge(id);
    }
    await expect.poll(async () => (await they.exitOf(id)).waiting?.for).toBe('intervention');
    if (work === 'documents') {
      expect(await world.api.post('agent', `/v1/exits/${id}/confirm`, {})).toMatchObject({
        body: { code: 'documents_missing' },
      });
      expect(await world.api.get('agent', `/v1/exits/${id}/documents/access.zip`)).toMatchObject({ status: 404 });
    } else expect(await they.lifecycleOf(customerId)).toBe('exited');
    broken = false;
    await they.say(id, 'intervention', { work, reason: 'there is room again' });
    if (work === 'documents') await expect.poll(async () => (await they.exitOf(id)).documents.length).toBe(4);
    else await they.becomes(id, 'erased');
    expect(await world.api.post('agent', `/v1/exits/${id}/intervention`, { work, reason: 'again' })).toMatchObject(
      work === 'documents' ? { status: 404 } : { body: { code: 'customer_is_erased' } },
    );
    await world.stopWorker();
    await world.startWorker();
  },
);

it('does by itself what nobody says: a reason that is not given, documents that nobody objects to', async () => {
  const customerId = await they.customer();
  const id = await they.leave(customerId);
  await rows(sql`update processes set opened_at = now() - interval '15 days', wake_at = now() where id = ${id}`);
  await they.nudge(id);
  await they.becomes(id, 'notice');
  expect(await they.exitOf(id)).toMatchObject({ reason: 'not_given', offerAnswer: 'no_offer' });
  await they.endNotice(id);
  await they.becomes(id, 'exporting');
  await expect.poll(async () => (await they.exitOf(id)).documents.length).toBe(4);
  await rows(sql`update exits set documents_at = now() - interval '15 days' where id = ${id}`);
  await they.nudge(id);
  await they.becomes(id, 'retention_hold');
  const { confirmedAt, eraseAt } = await they.exitOf(id);
  expect(Date.parse(eraseAt) - Date.parse(confirmedAt)).toBeLessThanOrEqual(30 * 86_400_000);
  const tooLate = sql`update exits set erase_at = confirmed_at + interval '31 days' where id = ${id}`;
  await expect(rows(tooLate)).rejects.toMatchObject({ cause: { constraint_name: 'exits_erased_within_30_days' } });
});
