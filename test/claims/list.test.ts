/** The list of claims. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  await putStock(world.database, 'LAMP', 'MTL', 50);
  desk = claimDesk(world);
});
afterAll(() => world.close());

it('are listed from newest to oldest, page by page, by order, kind and status', async () => {
  const orderId = await desk.delivered('LAMP', 3);
  const made: string[] = [];
  for (let n = 0; n < 3; n += 1) made.unshift(await desk.open(orderId));
  const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
  const list = async (query: string) => (await world.api.get('agent', `/v1/claims?order=${orderId}${query}`)).body;
  const first = await list('&limit=2');
  const rest = await list(`&limit=2&cursor=${first.page.next}`);
  expect([...idsOf(first), ...idsOf(rest)]).toEqual(made);
  expect(rest.page.next).toBeNull();
  expect(first.data[0]).toMatchObject({ kind: 'damaged', orderId, customerId: expect.stringMatching(/^CUS-/) });
  expect((await list('&kind=warranty')).data).toEqual([]);
  // Its status may change between the two questions, and comes to rest.
  const [newest = ''] = made;
  await expect.poll(async () => idsOf(await list(`&status=${(await desk.stateOf(newest)).status}`))).toContain(newest);
  expect((await list('&status=withdrawn')).data).toEqual([]);
});
