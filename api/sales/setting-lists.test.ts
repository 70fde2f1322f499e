/** Cadences and calendars: each is listed once, in its newest version, page by page. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi } from '../../test/harness/api.ts';
import { createTestApi, type TestApi } from '../../test/harness/api-client.ts';
import { done } from '../../test/onboarding/welcome-desk.ts';

let server: Awaited<ReturnType<typeof startApi>>;
let api: TestApi;

beforeAll(async () => {
  server = await startApi();
  api = await createTestApi(server.url, server.deps.database);
});
afterAll(() => server.close());

const day = [{ fromMinute: 540, untilMinute: 1020 }];
const calendar = { zone: 'America/Toronto', week: [day, day, day, day, day, [], []] };
const steps = [{ delayMinutes: 60, channel: 'email', template: 'cadence_intro' }];
const bodies = { calendars: calendar, cadences: { name: 'Spring', calendar: 'zz-a', steps } };

type Listed = { readonly id: string; readonly version: number };

async function pages(path: string): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { data, page } = await done(api.get('agent', `${path}?limit=2${cursor && `&cursor=${cursor}`}`));
    found.push(...data.map(({ id, version }: Listed) => `${id}@${version}`));
    cursor = page.next;
  }
  return found;
}

it.each(['calendars', 'cadences'] as const)(
  '%s are listed in their newest version, none twice or left out',
  async (what) => {
    const path = `/v1/${what}`;
    const before = await pages(path);
    for (const id of ['zz-a', 'zz-b', 'zz-c', 'zz-b']) await done(api.put('supervisor', `${path}/${id}`, bodies[what]));
    expect(await pages(path)).toEqual([...before, 'zz-a@1', 'zz-b@2', 'zz-c@1']);
  },
);
