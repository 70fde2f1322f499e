/** A step that was done by a worker that died, and is asked for again, knows less than the command that came meanwhile. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderStepKey } from '../../domain/ids.ts';
import { orderRows } from '../harness/order-rows.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { card, declinedCard, paymentDesk } from './payment-desk.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  await putStock(world.database, 'LAMP', 'MTL', 10);
});
afterAll(() => world.close());

it('what a command made due is done, although the answer of an older step comes after it', async () => {
  const { screenOrder, applyCommand } = world.activities;
  const id = await world.place({ payment: declinedCard });
  // As the worker that died had done it: Temporal never heard.
  const step = { orderId: id, key: orderStepKey(id, 'screen', 1), now: Date.now(), alone: true };
  await new MockActivityEnvironment().run(screenOrder, step);
  await world.reaches(id, 'awaiting_payment');
  const paid = paymentDesk(world, orderRows(world.database)).pay(id, card);

  let release = () => {};
  const commanded = new Promise<void>((resolve) => {
    release = resolve;
  });
  await world.startWorker({
    steps: {
      applyCommand: async (step, command) => {
        const applied = await applyCommand(step, command);
        setTimeout(release, 500);
        return applied;
      },
      screenOrder: async (step) => {
        const progress = await screenOrder(step);
        await commanded;
        return progress;
      },
    },
  });
  expect((await paid).status).toBe(200);
  await world.reaches(id, 'confirmed', 15_000);
});
