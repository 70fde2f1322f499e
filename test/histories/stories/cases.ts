/** Stories of assistance: what a customer asks, and how it comes to an end. */
import { planted } from '../personal-data.ts';
import { customerId, type Stage } from '../stage.ts';
import type { Story } from '../story.ts';
import { longHistory } from './waits.ts';

const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
const path = '/v1/cases';

export const cases: readonly Story[] = [
  {
    name: 'case-happy-path',
    play: async (stage) => {
      const { move, write, id } = await openedCase(stage);
      await move('triaged');
      await move('in_progress');
      await write('outbound');
      await write('inbound');
      await write('outbound');
      await move('resolved');
      await stage.processes.ends(path, id, 'closed'); // ten seconds to reopen it
      return id;
    },
  },
  {
    name: 'case-paused-then-reopened',
    play: async (stage) => {
      const { move, write, id } = await openedCase(stage);
      await move('triaged');
      await move('in_progress');
      await move('waiting_customer');
      // Twice reminded, then it counts as resolved.
      await stage.processes.comesTo(path, id, 'given up', ({ status }) => status === 'resolved');
      await write('inbound');
      await move('waiting_third_party');
      await move('in_progress');
      await move('resolved');
      await stage.processes.ends(path, id, 'closed');
      return id;
    },
  },
  {
    // Needs a server that advises to continue as new after `longHistory` events.
    name: 'case-continued-as-new',
    play: async (stage) => {
      const { move, id } = await openedCase(stage);
      await stage.processes.nudge(id, longHistory / 5 + 1);
      for (const to of ['triaged', 'in_progress', 'resolved', 'closed']) await move(to);
      await stage.processes.ends(path, id, 'closed');
      return id;
    },
  },
];

async function openedCase({ processes, must }: Stage) {
  const minutes = { firstResponseMinutes: 240, nextResponseMinutes: 240, resolutionMinutes: 4800 };
  const targets = { low: minutes, normal: minutes, high: minutes, urgent: minutes };
  await processes.publish('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
  await processes.publish('supervisor', '/v1/service-levels/standard', { calendar: 'always', targets });
  const person = { email: planted.email, role: 'agent', team: 'support', languages: ['fr'], calendar: 'always' };
  await processes.publish('supervisor', '/v1/staff/marie', { name: planted.name, ...person });
  const asked = { subject: planted.name, body: `It did not come to ${planted.street}.`, channel: 'email' };
  const id = await processes.open('back_office', path, { customerId, ...asked });
  return {
    id,
    move: (to: string) => must('agent', `${path}/${id}/status`, { to, reason: `${planted.name} knows` }),
    write: (direction: string) => must('agent', `${path}/${id}/messages`, { direction, body: planted.email }),
  };
}
