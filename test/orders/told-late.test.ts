import { afterAll, beforeAll, expect, it } from 'vitest';
import { acceptCommand, type NewCommand } from '../../db/commands/accept-command.ts';
import { inTransaction } from '../../db/transaction.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld();
  scenario = createScenario(world);
});
afterAll(() => world.close());

/** As a worker does that dies between its commit and its report: the database has the hand-over, the process does not know. */
async function handOverUnreported(orderId: string): Promise<void> {
  const command: NewCommand = {
    ...{ caller: 'test', idempotencyKey: orderId, digest: orderId, actor: 'test', role: 'warehouse' as const },
    ...{ kind: 'hand_over', subject: orderId, payload: { shipmentId: `${orderId}-S1` } },
  };
  const accepted = await inTransaction(world.database, (tx) => acceptCommand(tx, command));
  if (accepted.kind !== 'new') throw new Error('a fresh key was known');
  await world.activities.applyCommand({ orderId, key: `command/${accepted.id}`, now: Date.now() }, accepted.id);
}

it('what the database allows is not refused because the process has not heard of the last command yet', async () => {
  const sku = await scenario.product('LATE', { MTL: 1 });
  const id = await world.place({ lines: [{ sku, quantity: 1 }] });
  await scenario.packed(`${id}-S1`);
  await handOverUnreported(id);
  expect(await world.statusOf(id)).toBe('fulfilling');
  const body = { status: 'delivered', reason: 'seen at the door' };
  const answer = await scenario.ask('supervisor', `/v1/shipments/${id}-S1/correction`, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200, body: { state: 'settled' } });
  await world.reaches(id, 'completed');
  expect((await scenario.booked(id)).captures).toEqual([1150]);
});
