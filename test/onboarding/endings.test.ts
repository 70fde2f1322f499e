/** Onboardings without Temporal: the first delivered order, what comes after the end, and ends before it. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { spreadNews } from '../../db/processes/spread-news.ts';
import { inTransaction } from '../../db/transaction.ts';
import { onboardingMoves } from '../../domain/onboarding/onboarding-states.ts';
import { moveLife } from '../customers/move-life.ts';
import { codeOf, dayMs, demoDayMs, monday, type OnboardingDays, openOnboardingDays } from './onboarding-days.ts';
import { done, meetProspect, publish } from './welcome-desk.ts';

let days: OnboardingDays;

beforeAll(async () => {
  days = await openOnboardingDays();
});
beforeEach(() => days.beginAnew());
afterAll(() => days.close());

describe('the first delivered order', () => {
  const finished = (events: string[]) =>
    events.filter((type) => /activated|finished|completed$/.test(type) && !/task/.test(type));

  it('activates once, whatever is delivered after it and however often it looks', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { a: [] }) });
    const [first] = [
      await days.deliverRow(customerId, days.clock.now + 1000),
      await days.deliverRow(customerId, days.clock.now + 2000),
    ];
    await spreadNews(days.database, 100);
    days.clock.now += 5000;
    const once = await days.advance(id);
    expect(await days.advance(id)).toEqual(once);
    const { activatedBy, timeToFirstValueMs, status } = await days.desk.read(id);
    expect({ activatedBy, timeToFirstValueMs, status }).toEqual({
      activatedBy: first,
      timeToFirstValueMs: 1000,
      status: 'kickoff',
    });
    await done(days.desk.complete(id, 'a'));
    expect(await days.desk.statusOf(id)).toBe('completed');
    await days.deliverRow(customerId, days.clock.now + 3000);
    const after = await days.advance(id);
    expect(await days.advance(id)).toEqual(after);
    expect(finished(await days.desk.events(id))).toEqual([
      'onboarding.activated',
      'onboarding.finished',
      'onboarding.completed',
    ]);
    const moved = sql`select 1 from events where aggregate_id = ${customerId} and type = 'customer.active'`;
    expect(await days.database.query.execute(moved)).toHaveLength(1);
  });

  it('ends it when everything else was done before, and only then', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { a: [] }) });
    await done(days.desk.complete(id, 'a'));
    await days.advance(id);
    expect(await days.desk.read(id)).toMatchObject({ status: 'verification', waiting: { for: 'first_order' } });
    expect(await days.desk.lifecycleOf(customerId)).toBe('onboarding');
    await days.deliverRow(customerId, days.clock.now + 1000);
    await days.advance(id);
    expect(await days.desk.statusOf(id)).toBe('completed');
    expect(await days.desk.lifecycleOf(customerId)).toBe('active');
    expect(await codeOf(days.desk.reopen(id, 'a'))).toBe('process_closed');
  });

  it('of the time before does not count', async () => {
    const customerId = await meetProspect(days);
    await days.deliverRow(customerId, days.clock.now - dayMs);
    const id = await days.desk.open({ customerId, template: await publish(days, { a: [] }) });
    await done(days.desk.complete(id, 'a'));
    await days.advance(id);
    expect(await days.desk.read(id)).toMatchObject({ status: 'verification', activatedAt: null });
  });
});

describe('after the end', () => {
  async function completed() {
    const { id, customerId } = await days.begin({ template: await publish(days, { a: [] }) });
    await done(days.desk.complete(id, 'a'));
    await days.deliverRow(customerId, days.clock.now);
    await days.advance(id);
    return { id, customerId };
  }
  const asked = async (id: string) => (await days.desk.told(id)).filter((step) => step.startsWith('check-in'));
  const outcomes = async (id: string) =>
    (await days.desk.read(id)).checkIns.map(({ outcome }: { outcome: string }) => outcome);

  it('asks thrice and closes', async () => {
    const { id } = await completed();
    const before = days.clock.now;
    for (const day of [30, 60, 90]) {
      days.clock.now = before + day * demoDayMs;
      expect((await days.advance(id)).closed).toBe(day === 90);
    }
    expect(await asked(id)).toEqual(['check-in-30', 'check-in-60', 'check-in-90']);
  });

  it('asks nobody who is leaving at that instant, and asks again who stays', async () => {
    const { id, customerId } = await completed();
    const before = days.clock.now;
    const move = (to: 'exiting' | 'active') => inTransaction(days.database, (tx) => moveLife(tx, customerId, to));
    await move('exiting');
    days.clock.now = before + 30 * demoDayMs;
    await days.advance(id);
    expect(await asked(id)).toEqual([]);
    await move('active');
    days.clock.now = before + 60 * demoDayMs;
    await days.advance(id);
    expect(await asked(id)).toEqual(['check-in-60']);
    expect(await outcomes(id)).toEqual(['withheld', 'told', null]);
  });

  it('asks once when several were missed', async () => {
    const { id } = await completed();
    days.clock.now += 100 * demoDayMs;
    await days.advance(id);
    expect(await asked(id)).toEqual(['check-in-90']);
    expect(await outcomes(id)).toEqual(['missed', 'missed', 'told']);
  });
});

describe('ending before the end', () => {
  const phases = ['kickoff', 'provisioning', 'training', 'go_live', 'verification'] as const;

  it('is possible in every open status, and nothing is sent after it', async () => {
    const chain = Object.fromEntries(
      phases.map((phase, no) => [phase.replace('_', '-'), no === 0 ? [] : [phases[no - 1]?.replace('_', '-') ?? '']]),
    );
    const template = await publish(
      days,
      chain,
      Object.fromEntries(phases.map((phase) => [phase.replace('_', '-'), { phase }])),
    );
    const reach = {
      created: async () =>
        days.desk.open({
          customerId: await meetProspect(days),
          template,
          startAt: new Date(days.clock.now + dayMs).toISOString(),
        }),
      stalled: async () => {
        const { id } = await days.begin({ template });
        await days.until(id, monday + 14 * dayMs);
        await days.advance(id);
        return id;
      },
      ...Object.fromEntries(
        phases.map((phase, no) => [
          phase,
          async () => {
            const { id } = await days.begin({ template });
            for (const done_ of phases.slice(0, no)) await done(days.desk.complete(id, done_.replace('_', '-')));
            return id;
          },
        ]),
      ),
    };
    const open = Object.entries(onboardingMoves).filter(([, to]) => to.length > 0);
    expect(Object.keys(reach).sort()).toEqual(open.map(([status]) => status).sort());
    for (const [status, arrive] of Object.entries(reach)) {
      days.clock.now = monday;
      const id = await arrive();
      expect(await days.desk.statusOf(id)).toBe(status);
      await done(days.desk.cancel(id));
      expect(await days.desk.read(id)).toMatchObject({
        status: 'cancelled',
        cancelReason: 'they start next year',
        actions: [],
      });
      const before = await days.desk.told(id);
      days.clock.now += 100 * dayMs;
      expect(await days.advance(id)).toMatchObject({ closed: true, until: null });
      expect(await days.desk.told(id)).toEqual(before);
      expect(await days.openTasks(id)).toEqual([]);
      expect(await codeOf(days.desk.cancel(id))).toBe('process_closed');
    }
  });

  it('is what an exit does, which is re-read before anything else is done', async () => {
    const { id, customerId } = await days.begin({ template: await publish(days, { a: [], b: [] }) });
    await done(days.desk.complete(id, 'b'));
    await days.deliverRow(customerId, days.clock.now);
    await inTransaction(days.database, (tx) => moveLife(tx, customerId, 'exiting'));
    expect(await codeOf(days.desk.complete(id, 'a'))).toBe('customer_leaving');
    await spreadNews(days.database, 100);
    await days.advance(id);
    expect(await days.desk.read(id)).toMatchObject({ status: 'cancelled', cancelReason: 'customer exiting' });
    expect(await days.desk.lifecycleOf(customerId)).toBe('exiting');
  });
});
