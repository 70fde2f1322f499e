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
      const customerId = await prospect(stage, 'CUS-DEAL');
      const deal = { title: planted.name, owner: 'marie', calendar: 'always', factors: { country: 'CA' } };
      const amount = { amount: 100_000, currency: 'CAD' };
      const id = await processes.open('agent', '/v1/opportunities', { customerId, amount, ...deal });
      const shown = (criteria: readonly string[]) => criteria.map((criterion) => ({ criterion, reference: reason }));
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

async function prospect({ processes, world }: Stage, id: string): Promise<string> {
  await processes.publish('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
  const { name, email } = planted;
  await world.database.query.insert(customers).values({ id, name, email, locale: 'fr', lifecycle: 'prospect' });
  return id;
}
