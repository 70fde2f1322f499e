import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderResource } from '../../api/orders/order-view-schemas.ts';
import type { Role } from '../../domain/access/roles.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 2);
});
afterAll(() => world.close());

async function read(id: string, role: Role = 'admin') {
  const { body } = await world.api.get(role, `/v1/orders/${id}`);
  return orderResource.parse(body);
}

/** Does what the order itself says that the role may do. */
async function follow(id: string, role: Role, kind: string, body: object) {
  const action = (await read(id, role)).actions.find((offered) => offered.kind === kind);
  if (!action) throw new Error(`${kind} is not offered to ${role}`);
  const answer = await world.api.post(role, action.path, body);
  expect(answer).toMatchObject({ status: 200, body: { state: 'settled' } });
}

it('leads people through a shortage to the end by what it says of itself', async () => {
  const id = await world.place({ lines: [{ sku: 'LAMP', quantity: 3 }] });
  await world.reaches(id, 'awaiting_decision');
  const short = await read(id);
  expect(short).toMatchObject({ waiting: { for: 'decision' }, offer: { short: [{ lineNo: 1, quantity: 1 }] } });
  expect(short.waiting?.message.en).toContain('1 × LAMP');
  await follow(id, 'agent', 'decide', { version: short.offer?.version, choice: 'drop_short' });

  await world.reaches(id, 'confirmed');
  await world.labelled(`${id}-S1`);
  const confirmed = await read(id, 'warehouse');
  expect(confirmed).toMatchObject({ waiting: { for: 'hand_over', who: ['warehouse'] }, paymentStatus: 'authorised' });
  expect(confirmed.planReasons.map(({ locationId }) => locationId).sort()).toEqual(['MTL', 'TOR']);
  expect(JSON.stringify(confirmed)).not.toContain('"amount"');
  await follow(id, 'warehouse', 'hand_over', {});

  await world.reaches(id, 'fulfilling');
  const code = await world.trackingCode(`${id}-S1`);
  expect(await read(id)).toMatchObject({ fulfilment: 'shipped', waiting: { for: 'delivery', who: ['carrier'] } });
  await world.carrier.scan(code, 'delivered');
  await world.reaches(id, 'completed');
  expect(await read(id)).toMatchObject({
    ...{ fulfilment: 'delivered', paymentStatus: 'captured', waiting: null, actions: [] },
    lines: [{ ledger: { ordered: 3, delivered: 2, cancelled: 1, open: 0 } }],
  });
});
