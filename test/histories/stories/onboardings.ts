/** Stories of onboarding: from the first task to the last check-in, and broken off. */
import { planted } from '../personal-data.ts';
import { customerId, type Stage } from '../stage.ts';
import type { Story } from '../story.ts';

const path = '/v1/onboardings';
const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);

export const onboardings: readonly Story[] = [
  {
    name: 'onboarding-happy-path',
    play: async (stage) => {
      const { id, complete } = await begun(stage);
      for (const task of ['call', 'data', 'promise-1']) await complete(task);
      const orderId = await stage.place(await stage.product('WELCOME', { MTL: 1 }), 1);
      await stage.deliver(`${orderId}-S1`);
      // Delivered, complete, and asked three times how it goes.
      await stage.processes.ends(path, id, 'completed');
      return id;
    },
  },
  {
    name: 'onboarding-cancelled',
    play: async (stage) => {
      const { id, complete } = await begun(stage);
      await complete('call');
      await stage.must('agent', `${path}/${id}/tasks/call/reopen`, { reason: planted.name });
      await stage.must('agent', `${path}/${id}/cancel`, { reason: planted.name });
      await stage.processes.ends(path, id, 'cancelled');
      return id;
    },
  },
];

async function begun({ processes, must }: Stage) {
  await processes.publish('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always });
  const task = (id: string, more: object) => ({
    id,
    title: { en: planted.name, fr: planted.name },
    dueInDays: 2,
    ...more,
  });
  const tasks = [
    task('call', { phase: 'kickoff', side: 'us' }),
    task('data', { phase: 'provisioning', side: 'customer', dependsOn: ['call'], evidence: 'note' }),
  ];
  const template = { name: { en: planted.name, fr: planted.name }, tasks };
  await processes.open('supervisor', '/v1/onboarding-templates/golden/versions', template);
  const asked = { customerId, template: 'golden', owner: 'marie', calendar: 'always', promises: [planted.street] };
  const id = await processes.open('agent', path, asked);
  await processes.comesTo(path, id, 'being welcomed', ({ version }) => version >= 3);
  return {
    id,
    complete: (taskId: string) => must('agent', `${path}/${id}/tasks/${taskId}/complete`, { evidence: planted.email }),
  };
}
