/** What Temporal forgets, and what comes twice or together, on the real server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderWorkflowId } from '../../domain/ids.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;
/** A cancelled order whose process is being deleted: Temporal takes a quarter of a minute for it, so the last tests look. */
let forgotten: string;

beforeAll(async () => {
  world = await startWorld();
  s = createScenario(world);
  await putStock(world.database, 'LAMP', 'MTL', 50);
  forgotten = await cancelled();
  const { client } = world.env;
  await client.workflow.getHandle(orderWorkflowId(forgotten)).result();
  const workflowExecution = { workflowId: orderWorkflowId(forgotten) };
  await client.workflowService.deleteWorkflowExecution({ namespace: 'default', workflowExecution });
});
afterAll(() => world.close());

async function cancelled(): Promise<string> {
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await s.cancel(id);
  await world.reaches(id, 'cancelled');
  return id;
}

/** What retention does in the end: nothing of the process is left in Temporal. */
const isForgotten = (id: string) =>
  expect
    .poll(
      () =>
        world.env.client.workflow
          .getHandle(orderWorkflowId(id))
          .describe()
          .then(
            () => 'known',
            (error) => error.name,
          ),
      { timeout: 50_000, interval: 500 },
    )
    .toBe('WorkflowNotFoundError');

/** Every command there is, as its route takes it. */
const asks = (id: string) =>
  [
    ['agent', `orders/${id}/cancel`, { reason: 'late' }],
    ['agent', `orders/${id}/decision`, { version: 1, choice: 'wait' }],
    ['back_office', `orders/${id}/payment-method`, { payment: { method: 'card', token: 'pm_card_visa' } }],
    ['agent', `orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: 'late' }],
    ['agent', `orders/${id}/holds`, { reason: 'late' }],
    ['agent', `orders/${id}/holds/manual/release`, { reason: 'late' }],
    ['agent', `orders/${id}/amendments`, { addLines: [{ sku: 'LAMP', quantity: 1 }] }],
    ['warehouse', `shipments/${id}-S1/hand-over`, {}],
    ['warehouse', `shipments/${id}-S1/short-pick`, { missing: [{ lineNo: 1, quantity: 1 }], reason: 'late' }],
    ['agent', `shipments/${id}-S1/correction`, { status: 'lost', reason: 'late' }],
  ] as const;

async function refusals(id: string): Promise<string[]> {
  const headers = { 'if-match': `"${await s.rows.version(id)}"` };
  const answers = await Promise.all(
    asks(id).map(([role, path, body]) =>
      s.ask(role, `/v1/${path}`, body, path.endsWith('amendments') ? { headers } : {}),
    ),
  );
  return [...new Set(answers.map(({ status, body }) => `${status} ${body.code}`))];
}

it('approve and cancel in one workflow task: both are answered, and the order is cancelled', async () => {
  const ids = await Promise.all([0, 1].map(() => world.place({ discountBps: 2000 })));
  for (const id of ids) await world.reaches(id, 'awaiting_approval');
  await world.stopWorker();
  const asked = ids.map(async (id, n) => {
    const { id: approval, digest } = await s.rows.approval(id);
    const approve = () =>
      s.ask('agent', `/v1/approvals/${approval}/decision`, { decision: 'approve', reason: 'seen', digest });
    const both = n === 0 ? [approve(), s.cancel(id)] : [s.cancel(id), approve()];
    const answers = await Promise.all(both);
    return n === 0 ? answers : answers.toReversed();
  });
  // Both are on their way to a process that nobody runs; when a worker comes it meets them in its first task.
  await expect
    .poll(async () => {
      const rows = await world.database.sql`select count(*)::int as n from commands where state = 'accepted'`;
      return rows[0]?.n;
    })
    .toBe(4);
  await world.startWorker();
  for (const [n, [approved, given]] of (await Promise.all(asked)).entries()) {
    expect(given?.status).toBe(200);
    expect([200, 409]).toContain(approved?.status);
    await world.reaches(ids[n] ?? '', 'cancelled');
    expect((await s.rows.approval(ids[n] ?? '')).state).toBe(approved?.status === 200 ? 'approved' : 'void');
  }
});

it('every webhook three times, every command and nudge twice: one label, one charge, one parcel', async () => {
  await world.stripe.webhooks({ duplicate: 3 });
  const nudge = (id: string) => world.env.client.workflow.getHandle(orderWorkflowId(id)).signal('nudge');
  const key = crypto.randomUUID();
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  await Promise.all([nudge(id), nudge(id)]);
  const hand = () => s.ask('warehouse', `/v1/shipments/${id}-S1/hand-over`, {}, { key });
  const [first, second] = await Promise.all([hand(), hand()]);
  expect(second?.body).toEqual(first?.body);
  for (const status of ['in_transit', 'out_for_delivery', 'delivered']) {
    const datetime = new Date().toISOString();
    await s.scanned(`${id}-S1`, status, status, { datetime });
    await s.scan(`${id}-S1`, status, { datetime });
    await nudge(id).catch(() => undefined); // over already
  }
  await world.reaches(id, 'completed');
  expect(await s.booked(id)).toEqual({ intents: ['succeeded 2298'], captures: [2298], refunds: [] });
  expect(await s.labels(id)).toEqual(['S1 sold']);
  expect(await s.rows.ledger(id)).toEqual([{ ordered: 1, shipped: 1, delivered: 1 }]);
  const events = await s.rows.events(id);
  expect(events.filter((type, at) => type.startsWith('order.') && events.indexOf(type) !== at)).toEqual([]);
  expect(await s.told(id)).toHaveLength(4);
});

it('refuses every command to a closed order', async () => {
  expect(await refusals(await cancelled())).toEqual(['409 order_closed']);
});

it('refuses them the same way when Temporal has forgotten the order, which can still be read', async () => {
  await isForgotten(forgotten);
  expect(await refusals(forgotten)).toEqual(['409 order_closed']);
  const { body } = await world.api.get('agent', `/v1/orders/${forgotten}`);
  expect(body).toMatchObject({ status: 'cancelled', actions: [] });
  expect((await world.api.get('agent', `/v1/orders/${forgotten}/events`)).status).toBe(200);
});

it('takes in what the carrier says about an order that Temporal has forgotten', async () => {
  await isForgotten(forgotten);
  await s.scan(`${forgotten}-S1`, 'in_transit');
  await expect.poll(() => s.tasks(forgotten)).toEqual(['scan_on_void_label open']);
  expect(await world.statusOf(forgotten)).toBe('cancelled');
});

it('leaves books that agree with the providers’', async () => {
  expect(await world.audit()).toEqual([]);
});
