/** What a case stands on: a calendar, a service level, and people who answer. */
import { vi } from 'vitest';
import type { TestApi } from '../harness/api-client.ts';
import type { World } from '../harness/world.ts';

const always = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
const targets = (first: number, next: number, resolution: number) => ({
  ...{ firstResponseMinutes: first * 60, nextResponseMinutes: next * 60, resolutionMinutes: resolution * 60 },
});

/** Works day and night, so that an hour of working time is an hour. */
export async function openDesk(api: TestApi): Promise<void> {
  await ok(api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week: always }));
  const promised = {
    low: targets(8, 8, 400),
    normal: targets(4, 4, 200),
    high: targets(2, 2, 40),
    urgent: targets(1, 1, 8),
  };
  await ok(api.put('supervisor', '/v1/service-levels/standard', { calendar: 'always', targets: promised }));
}

export async function hire(api: TestApi, id: string, more: object = {}): Promise<void> {
  const person = { name: id, email: `${id}@example.com`, role: 'agent', team: 'support', languages: ['en', 'fr'] };
  await ok(api.put('supervisor', `/v1/staff/${id}`, { ...person, calendar: 'always', ...more }));
}

/** Opens a case and returns its id. */
export async function openCase(api: TestApi, more: object = {}): Promise<string> {
  const asked = { customerId: 'CUS-CARD', subject: 'Where is it?', body: 'My lamp has not come.', channel: 'email' };
  return (await ok(api.post('back_office', '/v1/cases', { ...asked, ...more }))).id;
}

/** What was answered; fails unless it was done. */
export async function ok(asked: ReturnType<TestApi['post']>) {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Skips time for the workflows, and for the API too: what is asked next is asked then. */
export type Sleep = (duration: Parameters<World['env']['sleep']>[0]) => Promise<void>;

export function sleeperOf(world: World): Sleep {
  const realNow = Date.now.bind(Date);
  let aheadMs = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + aheadMs);
  return async (duration) => {
    await world.env.sleep(duration);
    aheadMs = (await world.env.currentTimeMs()) - realNow();
  };
}
