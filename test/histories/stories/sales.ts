/** Stories of acquisition: a deal that is won, and a prospect who is written to. */
import { customers } from '../../../db/schema/customers.ts';
import { addressOfHers, planted, reason } from '../personal-data.ts';
import type { Stage } from '../stage.ts';
import type { Story } from '../story.ts';

const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

export const sales: readonly Story[] = [
  {
    name: 'opportunity-happy-path',
    play: async (stage) => {
      const { processes, must } = stage;
      const id = await openDeal(stage, 'CUS-DEAL');
      for (const [to, ...criteria] of [
        ['contacted', 'contact_made'],
        ['qualified', 'need_confirmed', 'decision_maker_known'],
        ['proposal', 'budget_confirmed', 'timeline_confirmed'],
        ['negotiation', 'quote_sent'],
      ]) {
        await must('agent', `/v1/opportunities/${id}/advance`, { to, evidence: shown(criteria) });
      }
      const won = { outcome: 'won', reason, evidence: shown(['quote_accepted']), billTo: addressOfHers };
      await must('agent', `/v1/opportunities/${id}/close`, won);
      await processes.ends('/v1/opportunities', id, 'won');
      return id;
    },
  },
  {
    // It sleeps, is looked at when it wakes up, and is lost.
    name: 'opportunity-snoozed',
    play: async (stage) => {
      const { processes, must } = stage;
      const id = await openDeal(stage, 'CUS-SLEEPER');
      await must('agent', `${deals}/${id}/snooze`, { until: inMs(1500), reason });
      await processes.comesTo(deals, id, 'awake', ({ snoozedUntil }) => snoozedUntil === null);
      await must('agent', `${deals}/${id}/close`, { outcome: 'lost', reason });
      await processes.ends(deals, id, 'lost');
      return id;
    },
  },
  {
    // Put off, it begins again by itself, and is lost then.
    name: 'opportunity-recycled',
    play: async (stage) => {
      const { processes, must } = stage;
      const id = await openDeal(stage, 'CUS-LATER');
      await must('agent', `${deals}/${id}/close`, { outcome: 'recycled', reason, until: inMs(1500) });
      await processes.comesTo(deals, id, 'begun again', ({ status }) => status === 'new');
      await must('agent', `${deals}/${id}/close`, { outcome: 'lost', reason });
      await processes.ends(deals, id, 'lost');
      return id;
    },
  },
  {
    name: 'opportunity-lost',
    play: async (stage) => {
      const id = await openDeal(stage, 'CUS-LOST');
      await stage.must('agent', `${deals}/${id}/advance`, { to: 'contacted', evidence: shown(['contact_made']) });
      await stage.must('agent', `${deals}/${id}/regress`, { to: 'new', reason, withdraw: ['contact_made'] });
      await stage.must('agent', `${deals}/${id}/close`, { outcome: 'lost', reason });
      await stage.processes.ends(deals, id, 'lost');
      return id;
    },
  },
  {
    // A discount above its author's authority: approved by a supervisor, accepted, ordered, won.
    name: 'opportunity-quote-approved',
    play: async (stage) => {
      const { processes, must, world } = stage;
      const id = await openDeal(stage, 'CUS-QUOTED');
      const ready = [
        'contact_made',
        'need_confirmed',
        'decision_maker_known',
        'budget_confirmed',
        'timeline_confirmed',
      ];
      await must('agent', `${deals}/${id}/advance`, { to: 'proposal', evidence: shown(ready) });
      const lines = [{ sku: 'LAMP', quantity: 1000 }];
      await must('agent', `${deals}/${id}/quotes`, { lines, shipTo: addressOfHers, discountBps: 9000 });
      const { digest } = (await world.api.get('supervisor', `${deals}/${id}/quotes/1`)).body;
      await must('admin', `${deals}/${id}/quotes/1/decision`, { decision: 'approve', digest });
      await must('agent', `${deals}/${id}/quotes/1/accept`, {});
      await must('agent', `${deals}/${id}/advance`, { to: 'negotiation' });
      await must('agent', `${deals}/${id}/close`, { outcome: 'won', reason, billTo: addressOfHers });
      await processes.ends(deals, id, 'won');
      return id;
    },
  },
  {
    name: 'enrolment-stopped-by-reply',
    play: async (stage) => {
      const id = await enrolTouched(stage, 'CUS-ANSWERS');
      await stage.must('agent', '/v1/customers/CUS-ANSWERS/interactions', { kind: 'reply' });
      await stage.processes.ends(enrolments, id, 'stopped');
      return id;
    },
  },
  {
    name: 'enrolment-opted-out',
    play: async (stage) => {
      const id = await enrolTouched(stage, 'CUS-LEAVE-ME');
      await stage.must('agent', '/v1/customers/CUS-LEAVE-ME/interactions', { kind: 'opt_out' });
      await stage.processes.ends(enrolments, id, 'stopped');
      return id;
    },
  },
  {
    name: 'enrolment-happy-path',
    play: async (stage) => {
      const { processes, must } = stage;
      const customerId = await prospect(stage, 'CUS-TOUCHED');
      await must('agent', `/v1/customers/${customerId}/consents`, { channel: 'email', given: true, source: 'form' });
      const steps = [
        { delayMinutes: 0, channel: 'email', template: 'cadence_intro' },
        { delayMinutes: 1, channel: 'phone', template: 'cadence_last' }, // a real minute
      ];
      await processes.publish('supervisor', '/v1/cadences/two', { name: 'Two touches', calendar: 'always', steps });
      const id = await processes.open('agent', '/v1/cadences/two/enrolments', { customerId, owner: 'marie' });
      await processes.ends('/v1/enrolments', id, 'finished');
      return id;
    },
  },
];

const deals = '/v1/opportunities';
const enrolments = '/v1/enrolments';
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const shown = (criteria: readonly string[]) => criteria.map((criterion) => ({ criterion, reference: reason }));

async function openDeal(stage: Stage, customer: string): Promise<string> {
  const customerId = await prospect(stage, customer);
  const deal = { title: planted.name, owner: 'marie', calendar: 'always', factors: { country: 'CA' } };
  const amount = { amount: 100_000, currency: 'CAD' };
  return stage.processes.open('agent', deals, { customerId, amount, ...deal });
}

/** In a cadence whose first touch is made, with a day until the next. */
async function enrolTouched(stage: Stage, customer: string): Promise<string> {
  const { processes, must } = stage;
  const customerId = await prospect(stage, customer);
  await must('agent', `/v1/customers/${customerId}/consents`, { channel: 'email', given: true, source: 'form' });
  const steps = [
    { delayMinutes: 0, channel: 'email', template: 'cadence_intro' },
    { delayMinutes: 1440, channel: 'email', template: 'cadence_last' },
  ];
  await processes.publish('supervisor', '/v1/cadences/daily', { name: 'Daily', calendar: 'always', steps });
  const id = await processes.open('agent', '/v1/cadences/daily/enrolments', { customerId, owner: 'marie' });
  await processes.comesTo(enrolments, id, 'touched', ({ nextStep }) => nextStep === 1);
  return id;
}

async function prospect({ processes, world }: Stage, id: string): Promise<string> {
  await processes.publish('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
  const { name, email } = planted;
  await world.database.query.insert(customers).values({ id, name, email, locale: 'fr', lifecycle: 'prospect' });
  return id;
}
