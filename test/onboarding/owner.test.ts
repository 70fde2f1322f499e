/** An onboarding that is given to somebody else. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { codeOf, dayMs, monday, type OnboardingDays, openOnboardingDays } from './onboarding-days.ts';
import { done, publish } from './welcome-desk.ts';

let days: OnboardingDays;

beforeAll(async () => {
  days = await openOnboardingDays();
  const person = { name: 'Otto', email: 'x@example.com', role: 'agent', team: 'success', calendar: 'office' };
  await done(days.api.put('supervisor', '/v1/staff/otto', { ...person, languages: ['en'] }));
  await done(days.api.put('supervisor', '/v1/staff/gone', { ...person, languages: ['en'], active: false }));
});
beforeEach(() => days.beginAnew());
afterAll(() => days.close());

const give = (id: string, owner: string, as: 'agent' | 'warehouse' = 'agent') =>
  days.api.post(as, `/v1/onboardings/${id}/assignment`, { owner });
const asked = async (id: string) =>
  (await days.api.get('supervisor', `/v1/tasks?process=${id}`)).body.data.map(
    ({ kind, person, details }: { kind: string; person: string; details: { owner: string } }) =>
      `${kind} ${person} (${details.owner})`,
  );

it('takes along what its owner was asked to do, and whoever else was told reads the new name', async () => {
  const { id, customerId } = await days.begin({ template: await publish(days, { data: [] }) });
  await days.until(id, monday + 20 * dayMs);
  expect((await asked(id)).sort()).toEqual([
    ...['onboarding_overdue maud (odile)', 'onboarding_overdue odile (odile)', 'onboarding_stalled odile (odile)'],
  ]);
  const { actions } = await days.desk.read(id);
  expect(actions).toContainEqual(
    expect.objectContaining({ kind: 'assign', method: 'POST', path: `/v1/onboardings/${id}/assignment` }),
  );
  expect((await done(give(id, 'otto'))).result).toMatchObject({ owner: 'otto' });
  expect((await asked(id)).sort()).toEqual([
    ...['onboarding_overdue maud (otto)', 'onboarding_overdue otto (otto)', 'onboarding_stalled otto (otto)'],
  ]);
  expect(await days.desk.read(id)).toMatchObject({ owner: 'otto', calendar: 'office@1', status: 'stalled' });
  const { data } = (await days.api.get('agent', '/v1/onboardings?owner=otto')).body;
  expect(data).toMatchObject([{ id, owner: 'otto' }]);
  const timeline = (await days.api.get('agent', `/v1/customers/${customerId}/timeline?limit=200`)).body.data;
  expect(timeline.find(({ type }: { type: string }) => type === 'onboarding.assigned')).toMatchObject({
    what: { en: 'Onboarding given to somebody', fr: 'Accueil attribué' },
    data: { owner: 'otto', from: 'odile' },
  });
});

it('asks who has it from then on what comes later', async () => {
  const { id } = await days.begin({ template: await publish(days, { ours: [] }, { ours: { side: 'us' } }) });
  await done(give(id, 'otto'));
  await days.until(id, monday + 6 * dayMs);
  expect(await asked(id)).toEqual(['onboarding_overdue otto (otto)']);
});

it('asks who answers for a manager who is away', async () => {
  const person = { email: 'x@example.com', team: 'success', languages: ['en'], calendar: 'office' };
  await done(days.api.put('supervisor', '/v1/staff/mia', { ...person, name: 'Mia', role: 'supervisor' }));
  await done(days.api.put('supervisor', '/v1/staff/oli', { ...person, name: 'Oli', role: 'agent', managerId: 'mia' }));
  const [from, until] = [monday, monday + 60 * dayMs].map((at) => new Date(at).toISOString());
  await done(days.api.post('supervisor', '/v1/staff/mia/absences', { from, until, delegate: 'maud' }));
  const { id } = await days.begin({
    template: await publish(days, { ours: [] }, { ours: { side: 'us' } }),
    owner: 'oli',
  });
  await days.until(id, monday + 20 * dayMs);
  expect((await asked(id)).sort()).toEqual(['onboarding_overdue maud (oli)', 'onboarding_overdue oli (oli)']);
});

it('is given to nobody who is unknown or gone, and not once it has ended', async () => {
  const { id } = await days.begin({ template: await publish(days, { data: [] }) });
  expect(await codeOf(give(id, 'nobody'))).toBe('not_found');
  expect(await codeOf(give(id, 'gone'))).toBe('staff_inactive');
  expect((await days.desk.read(id)).owner).toBe('odile');
  await done(days.desk.cancel(id));
  expect(await codeOf(give(id, 'otto'))).toBe('process_closed');
});
