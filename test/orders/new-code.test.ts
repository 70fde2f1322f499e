import { Worker } from '@temporalio/worker';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { isClosed, type OpenStatus, orderStatuses } from '../../domain/orders/order-states.ts';
import { builtPrograms } from '../harness/built-programs.ts';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { orderBody, startWorld, type World } from '../harness/world.ts';
import { startOtherWorker } from '../histories/other-worker.ts';
import { patched, unguarded } from '../histories/second-look.ts';
import { bundleVariant, type Variant } from '../histories/variant.ts';

let world: World;
let rows: OrderRows;
let good: Variant;
let bad: Variant;

beforeAll(async () => {
  [good, bad] = await Promise.all([bundleVariant(patched), bundleVariant(unguarded)]);
  world = await startWorld({ worker: false, policy: 'standard' });
  rows = orderRows(world.database);
});
afterAll(async () => {
  await world?.close();
  for (const variant of [good, bad]) variant?.remove();
});
afterEach(async () => {
  freeStock();
  await Promise.all([killOld(), world.stopWorker()]);
});

let products = 0;
type Asked = { sku?: string; units?: number; there?: number; priceMinor?: number; [field: string]: unknown };
type Placed = { readonly id: string; readonly sku: string };

async function product({ there = 1, priceMinor = 1000 }: Asked = {}): Promise<string> {
  products += 1;
  const sku = `N${products}`;
  await addProduct(world.database, sku, priceMinor);
  if (there > 0) await putStock(world.database, sku, 'MTL', there);
  return sku;
}

/** An order of a customer of its own (a busy one is a risk) for a product of its own. */
async function place({ units = 1, there = units, priceMinor = 1000, ...more }: Asked = {}): Promise<Placed> {
  const { sku = await product({ there, priceMinor }), ...body } = more;
  const customerId = `CUS-${sku}`;
  await world.database.query.execute(sql`
    insert into customers (id, name, email, locale, bill_to)
    select ${customerId}, name, email, locale, bill_to from customers where id = 'CUS-CARD'`);
  return { id: await world.place({ customerId, lines: [{ sku, quantity: units }], ...body }), sku };
}

/** Right after a worker was killed, Temporal waits some seconds before it asks another. */
async function must(role: 'agent' | 'supervisor' | 'warehouse' | 'back_office', path: string, body: object) {
  expect((await world.api.post(role, path, body)).status, path).toBe(200);
}

const handOver = async (id: string) => {
  await world.labelled(`${id}-S1`, 40_000);
  await must('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
};
const deliver = (id: string) =>
  must('agent', `/v1/shipments/${id}-S1/correction`, { status: 'delivered', reason: 'seen' });
const sendAndDeliver = async (id: string) => {
  await handOver(id);
  await deliver(id);
  await world.reaches(id, 'delivered', 40_000);
};

let killOld = async (): Promise<void> => {};
let freeStock = (): void => {};
let cancelled = Promise.resolve();

/** Somebody counts this shelf, until the function that comes back is called. */
async function lockStock(sku: string): Promise<() => void> {
  let free = (): void => {};
  await new Promise<void>((locked, failed) => {
    inTransaction(world.database, async (tx) => {
      await tx.execute(sql`select 1 from stock where sku = ${sku} for update`);
      locked();
      await new Promise<void>((freed) => {
        free = freed;
      });
    }).catch(failed);
  });
  return () => free();
}

/** Per open status: how an order comes to wait there, and what makes it go on. */
const waits: Record<OpenStatus, { arrange: () => Promise<Placed>; goOn: (placed: Placed) => Promise<unknown> }> = {
  received: {
    arrange: async () => {
      await killOld(); // the last of all
      return place();
    },
    goOn: ({ id }) => sendAndDeliver(id),
  },
  allocating: {
    arrange: async () => {
      const sku = await product();
      freeStock = await lockStock(sku); // the old worker is killed while it waits for it
      return place({ sku });
    },
    goOn: ({ id }) => sendAndDeliver(id),
  },
  on_hold: {
    arrange: () => place({ shipTo: badAddress() }),
    goOn: async ({ id }) => {
      await must('agent', `/v1/orders/${id}/holds/address/release`, { reason: 'looked' });
      await sendAndDeliver(id);
    },
  },
  awaiting_decision: {
    arrange: () => place({ units: 5, there: 3 }),
    goOn: async ({ id }) => {
      await must('back_office', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
      await sendAndDeliver(id);
    },
  },
  backordered: {
    arrange: () => place({ there: 0, shortagePolicy: 'backorder' }),
    goOn: async ({ id, sku }) => {
      await must('warehouse', '/v1/stock/receipts', { lines: [{ sku, locationId: 'MTL', quantity: 1 }] });
      await sendAndDeliver(id);
    },
  },
  awaiting_approval: {
    arrange: () => place({ units: 5, priceMinor: 100_000 }),
    goOn: async ({ id }) => {
      const { id: approval, digest } = await rows.approval(id);
      const body = { decision: 'approve', reason: 'seen', digest };
      await must('supervisor', `/v1/approvals/${approval}/decision`, body);
      await sendAndDeliver(id);
    },
  },
  awaiting_payment: {
    arrange: () => place({ payment: { method: 'card', token: 'pm_card_chargeDeclined' } }),
    goOn: async ({ id }) => {
      const payment = { method: 'card', token: 'pm_card_visa' };
      await must('back_office', `/v1/orders/${id}/payment-method`, { payment });
      await sendAndDeliver(id);
    },
  },
  confirmed: {
    arrange: async () => {
      const placed = await place();
      await world.labelled(`${placed.id}-S1`);
      return placed;
    },
    goOn: ({ id }) => sendAndDeliver(id),
  },
  fulfilling: {
    arrange: async () => {
      const placed = await place();
      await handOver(placed.id);
      return placed;
    },
    goOn: ({ id }) => deliver(id),
  },
  delivered: {
    arrange: async () => {
      const placed = await place();
      await sendAndDeliver(placed.id);
      return placed;
    },
    goOn: async () => undefined,
  },
  cancelling: {
    arrange: async () => {
      const placed = await place();
      await world.labelled(`${placed.id}-S1`);
      await world.stripe.fault({ op: 'void', mode: 'timeout_before' });
      cancelled = must('agent', `/v1/orders/${placed.id}/cancel`, { reason: 'no longer' });
      return placed;
    },
    goOn: () => cancelled,
  },
  needs_intervention: {
    arrange: async () => {
      await world.carrier.fault({ op: 'buy', mode: 'refuse' });
      return place();
    },
    goOn: async ({ id }) => {
      await must('agent', `/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: 'they are back' });
      await sendAndDeliver(id);
    },
  },
};

/** Those that need the old worker, then the two that it is killed over, then the one that it never saw. */
const last: readonly OpenStatus[] = ['cancelling', 'allocating', 'received'];
const arranged = [
  ...orderStatuses.filter((s) => !isClosed(s) && !last.some((each) => each === s)),
  ...last,
] as OpenStatus[]; // not closed

function badAddress(): object {
  const { shipTo } = orderBody() as { shipTo: object };
  return { ...shipTo, postalCode: '123' };
}

const historyOf = (id: string) => world.env.client.workflow.getHandle(orderWorkflowId(id)).fetchHistory();

it('an order waiting in any status is taken over by new code with a guarded step, and none gets stuck', async () => {
  const old = await startOtherWorker(world, await builtPrograms());
  killOld = old.kill;
  const waiting: { placed: Placed; status: OpenStatus }[] = [];
  for (const status of arranged) {
    const placed = await waits[status].arrange();
    await world.reaches(placed.id, status);
    waiting.push({ placed, status });
  }
  for (const { placed, status } of waiting) expect(await world.statusOf(placed.id)).toBe(status);

  freeStock();
  await world.startWorker({ workflowBundle: good });
  await Promise.all(waiting.map(({ placed, status }) => waits[status].goOn(placed)));
  for (const { placed, status } of waiting) {
    await world.reaches(placed.id, status === 'cancelling' ? 'cancelled' : 'delivered', 40_000);
  }
  const delivered = waiting.filter(({ status }) => status !== 'cancelling');
  await Promise.all(delivered.map(({ placed }) => endClaimWindow(placed.id)));
  expect(await ordersLookedAtTwice()).toEqual(waiting.map(({ placed }) => placed.id).sort());
  expect(await world.audit()).toEqual([]);

  // And the new code replays what it has done, half of it recorded by the old.
  const histories = await Promise.all(
    waiting.map(async ({ placed }) => ({ workflowId: placed.id, history: await historyOf(placed.id) })),
  );
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle: good }, histories)) {
    expect([workflowId, error]).toEqual([workflowId, undefined]);
  }
});

it('without the guard the worker reports it, the order stays as it is, and the good code takes it over', async () => {
  await world.startWorker();
  const { id } = await place({ shipTo: badAddress() });
  await world.reaches(id, 'on_hold');
  await world.stopWorker();
  const before = [await rows.version(id), await rows.ledger(id), await rows.holds(id)];

  await world.startWorker({ workflowBundle: bad });
  const released = await world.api.post(
    'agent',
    `/v1/orders/${id}/holds/address/release`,
    { reason: 'looked' },
    { once: true },
  );
  expect(released).toMatchObject({ status: 202, body: { state: 'accepted' } });
  await expect
    .poll(async () => failuresIn(await historyOf(id)))
    .toContainEqual(expect.stringMatching(/[Nn]ondeterminism/));
  expect([await rows.version(id), await rows.ledger(id), await rows.holds(id)]).toEqual(before);
  const { status } = await world.env.client.workflow.getHandle(orderWorkflowId(id)).describe();
  expect(status.name).toBe('RUNNING');
  await world.stopWorker();

  await world.startWorker({ workflowBundle: good });
  await world.reaches(id, 'confirmed', 40_000); // what was accepted meanwhile is done now
  expect(await rows.holds(id)).toEqual(['address released']);
  await sendAndDeliver(id);
});

/** Instead of thirty days. */
async function endClaimWindow(id: string): Promise<void> {
  await world.database.query.execute(
    sql`update orders set policy = jsonb_set(policy, '{claimWindowMs}', '1') where id = ${id}`,
  );
  await deliver(id);
  await world.reaches(id, 'completed', 40_000);
}

function failuresIn({ events }: Awaited<ReturnType<typeof historyOf>>): string[] {
  return (events ?? []).flatMap((event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? []);
}

async function ordersLookedAtTwice(): Promise<string[]> {
  const found = await world.database.query.execute<{ id: string }>(
    sql`select distinct digest as id from effects where key like '%/second-look/%' order by 1`,
  );
  return found.map((row) => row.id);
}
