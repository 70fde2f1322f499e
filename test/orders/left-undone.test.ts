/** A step that says it is done and leaves what it was for owed would be done for ever: a person is asked. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let calls = 0;
let broken = true;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  await putStock(world.database, 'LAMP', 'MTL', 10);
  const { capturePayment, refreshOrder } = world.activities;
  await world.startWorker({
    steps: {
      capturePayment: (input, paymentId) => {
        calls += 1;
        return broken ? refreshOrder({ ...input, alone: false }) : capturePayment(input, paymentId);
      },
    },
  });
});
afterAll(() => world.close());

const interventionsOf = async (id: string) => (await world.api.get('agent', `/v1/orders/${id}`)).body.interventions;

it('work that is owed still each time it was done is parked, and goes on when a person says so', async () => {
  const { must } = createScenario(world);
  const id = await world.place();
  const shipmentId = `${id}-S1`;
  await world.labelled(shipmentId);
  await must('warehouse', `/v1/shipments/${shipmentId}/hand-over`, {});
  await world.reaches(id, 'needs_intervention');
  expect(await interventionsOf(id)).toMatchObject([{ work: 'capture', code: 'left_undone', state: 'open' }]);
  expect(calls).toBeLessThan(20);

  broken = false;
  await must('agent', `/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: 'mended' });
  await world.reaches(id, 'fulfilling');
});
