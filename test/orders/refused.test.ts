import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import { orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { orderBody, startWorld, type World } from '../harness/world.ts';
import { readable } from '../histories/readable.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 10);
});
afterAll(() => world.close());

const historyOf = async (id: string) =>
  readable(await world.env.client.workflow.getHandle(orderWorkflowId(id)).fetchHistory());

it('a clear no of the carrier is not asked again: the order waits for a person at once', async () => {
  await world.carrier.fault({ op: 'buy', mode: 'refuse' }); // once: whoever asks again gets a label
  const id = await world.place();
  await world.reaches(id, 'needs_intervention');
  expect((await world.shipmentOf(`${id}-S1`))?.state).toBe('labelling');
  const words = 'The label was refused: The carrier refused the label (simulated).';
  const order = await world.api.get('agent', `/v1/orders/${id}`);
  expect(order.body.interventions).toMatchObject([
    { work: 'buy_label', subject: `${id}-S1`, code: 'SHIPMENT.POSTAGE.FAILURE', detail: words },
  ]);
});

it('the words of a vendor, who may quote an address, stay out of the history', async () => {
  await world.carrier.fault({ op: 'buy', mode: 'refuse' });
  const id = await world.place();
  await world.reaches(id, 'needs_intervention');
  await expect.poll(() => historyOf(id)).toContain('needs_intervention');
  expect(await historyOf(id)).not.toContain('The carrier refused the label');
});

it('the answer of a command reaches its caller whole, and the history knows only whether it was done', async () => {
  await addProduct(world.database, 'WHOLE', 1000);
  await putStock(world.database, 'WHOLE', 'MTL', 1);
  const { shipTo } = orderBody() as { shipTo: object };
  const id = await world.place({ lines: [{ sku: 'WHOLE', quantity: 1 }], shipTo: { ...shipTo, postalCode: '123' } });
  await world.reaches(id, 'on_hold');
  const headers = { 'if-match': `"${await orderRows(world.database).version(id)}"` };
  const moved = { ...shipTo, line1: '9, avenue du Secret' };
  const preview = await world.api.post('agent', `/v1/orders/${id}/amendments`, { shipTo: moved }, { headers });
  expect(preview).toMatchObject({ status: 200, body: { result: { preview: { shipTo: { line1: moved.line1 } } } } });
  const history = await historyOf(id);
  expect(history).toContain('preview_amendment');
  expect(history).not.toContain('avenue du Secret');
});
