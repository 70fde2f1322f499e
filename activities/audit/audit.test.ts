import { Client, Connection, ServiceError } from '@temporalio/client';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';
import { createOrderWorkflows } from '../../process/order-workflows.ts';
import { createStripePayments } from '../../providers/payment/stripe.ts';
import { putStock } from '../../test/harness/seed.ts';
import { startRelay } from '../../test/harness/tcp-relay.ts';
import { startWorld, type World } from '../../test/harness/world.ts';
import { silentInARow } from './ask-until-silent.ts';
import { compareBooks } from './compare-books.ts';
import { compareProcesses } from './compare-processes.ts';

let world: World;
let shipped: string;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 10);
  shipped = await world.place();
  await world.labelled(`${shipped}-S1`);
  await world.api.post('warehouse', `/v1/shipments/${shipped}-S1/hand-over`, {});
  await world.reaches(shipped, 'fulfilling');
});
afterAll(() => world.close());

async function captured(): Promise<boolean> {
  const rows = await world.database.query.execute(sql`select 1 from payments where state = 'captured'`);
  return rows.length === 1;
}

const books = () => compareBooks({ database: world.database, ...world.providers });
const processes = () =>
  compareProcesses(
    { database: world.database, workflows: createOrderWorkflows(world.env.client) },
    { startedWithinMs: 0 },
  );

/** Findings while `damage` is done, past triggers and foreign keys; `repair` undoes it. */
async function whileDamaged<T>(damage: string, repair: string, find: () => Promise<T>): Promise<T> {
  await execute(damage);
  return find().finally(() => execute(repair));
}

async function execute(statement: string): Promise<void> {
  const client = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  await client.unsafe(`set session_replication_role = replica; ${statement}`).finally(() => client.end());
}

it('finds nothing where the providers did what we wrote down', async () => {
  await expect.poll(captured).toBe(true);
  expect(await world.audit()).toEqual([]);
});

it.each([
  {
    what: 'a capture of another amount',
    damage: 'update payments set captured_minor = captured_minor - 1, handed_over_minor = handed_over_minor - 1',
    repair: 'update payments set captured_minor = captured_minor + 1, handed_over_minor = handed_over_minor + 1',
    subject: 'P1',
    detail: /the provider took/,
  },
  {
    what: 'a payment that the provider never heard of',
    damage: `update payments set id = id || '9'`,
    repair: `update payments set id = left(id, -1)`,
    subject: 'P19',
    detail: /absent with the provider/,
  },
  {
    what: 'a label with another code',
    damage: `update shipments set tracking_code = tracking_code || 'X'`,
    repair: `update shipments set tracking_code = left(tracking_code, -1)`,
    subject: 'S1',
    detail: /the carrier’s label says/,
  },
  {
    what: 'a label at another price',
    damage: 'update shipments set rate_minor = rate_minor + 1',
    repair: 'update shipments set rate_minor = rate_minor - 1',
    subject: 'S1',
    detail: /The label cost/,
  },
  {
    what: 'a label that the carrier never sold',
    damage: `update shipments set provider_shipment_id = provider_shipment_id || '9'`,
    repair: 'update shipments set provider_shipment_id = left(provider_shipment_id, -1)',
    subject: 'S1',
    detail: /has no label/,
  },
  {
    what: 'an amount that the provider did not authorise',
    damage: 'update payments set amount_minor = amount_minor + 1',
    repair: 'update payments set amount_minor = amount_minor - 1',
    subject: 'P1',
    detail: /the provider has/,
  },
  {
    what: 'a capture that we do not know of',
    damage: `update payments set state = 'authorised'`,
    repair: `update payments set state = 'captured'`,
    subject: 'P1',
    detail: /authorised with us and captured with the provider/,
  },
  {
    what: 'a refund that the provider never heard of',
    damage: `insert into refunds (id, payment_id, order_id, no, amount_minor, reason, state, requested_at)
      select id || '-R1', id, order_id, 1, 1, 'test', 'settled', now() from payments`,
    repair: 'delete from refunds',
    subject: 'P1-R1',
    detail: /settled with us and absent with the provider/,
  },
])('finds $what', async ({ damage, repair, subject, detail }) => {
  const findings = await whileDamaged(damage, repair, books);
  expect(findings).toEqual([
    {
      invariant: 'I4',
      subject: `${shipped}-${subject}`,
      detail: expect.stringMatching(detail),
      next: expect.any(String),
    },
  ]);
});

it('says that nothing was compared where a provider does not answer', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const payments = createStripePayments({ apiKey: 'sk', webhookSecret: 'whsec', url: nobody, timeoutMs: 500 });
  const findings = await compareBooks({ database: world.database, ...world.providers, payments });
  const detail = expect.stringContaining('payment provider could not be asked');
  expect(findings).toMatchObject([{ invariant: 'I4', unknown: true, detail }]);
});

it('finds a label that the carrier voided while its parcel is to leave, and one whose money nobody asked for', async () => {
  const { carrier } = world.providers;
  const id = await world.place();
  await world.labelled(`${id}-S1`);
  const [parcel] = await world.database.query.execute<{ at: string }>(
    sql`select provider_shipment_id as at from shipments where id = ${`${id}-S1`}`,
  );
  const voided = { providerShipmentId: String(parcel?.at) };
  const gaveUp = `update shipments set state = 'cancelled' where id = '${id}-S1'`;
  const back = `update shipments set state = 'labelled' where id = '${id}-S1'`;
  const nobodyAsked = await whileDamaged(gaveUp, back, books);
  expect(await carrier.voidLabel(voided)).toMatchObject({ kind: 'done' });
  const inUse = await books();
  await world.api.post('agent', `/v1/orders/${id}/cancel`, { reason: 'no longer' });
  await world.reaches(id, 'cancelled');
  const subject = `${id}-S1`;
  expect([nobodyAsked, inUse, await books()]).toMatchObject([
    [{ invariant: 'I4', subject, detail: expect.stringContaining('nobody asked the carrier for the money') }],
    [{ invariant: 'I4', subject, detail: expect.stringContaining('void with the carrier') }],
    [],
  ]);
});

/** A line to Temporal that carries nothing back from a given moment on: it takes what it is asked and never answers. */
async function lineToTemporal() {
  let silent = false;
  const relay = await startRelay(`tcp://${world.env.address}`, () => ({ returns: () => !silent }));
  const connection = await Connection.connect({ address: new URL(relay.url).host });
  const client = new Client({ connection, namespace: world.env.namespace ?? 'default' });
  return {
    workflows: createOrderWorkflows(client, { queryTimeoutMs: 300, listTimeoutMs: 300 }),
    silence: () => {
      silent = true;
    },
    close: () => connection.close().finally(relay.close),
  };
}

it.each([
  { when: 'before it is asked which processes run', silencedBy: 'openWorkflowIds' },
  { when: 'when it is asked whether one runs', silencedBy: 'isOpen' },
] as const)('ends and says so where Temporal falls silent $when', async ({ silencedBy }) => {
  const { workflows, silence, close } = await lineToTemporal();
  const silenced = {
    ...workflows,
    // As if it had listed none: each order is asked about then.
    openWorkflowIds: async function* () {
      silence();
      if (silencedBy === 'openWorkflowIds') yield* workflows.openWorkflowIds();
    },
  };
  const asked = compareProcesses({ database: world.database, workflows: silenced }, { startedWithinMs: 0 });
  await expect(asked.finally(close)).rejects.toThrow(ServiceError);
});

it('ends and says of an order that nothing was compared where Temporal falls silent after its list', async () => {
  await expect.poll(processes).toEqual([]);
  const { workflows, silence, close } = await lineToTemporal();
  const silenced = {
    ...workflows,
    openWorkflowIds: async function* () {
      yield* workflows.openWorkflowIds();
      silence();
    },
  };
  const asked = compareProcesses({ database: world.database, workflows: silenced }, { startedWithinMs: 0 });
  expect(await asked.finally(close)).toMatchObject([{ invariant: 'I7', subject: shipped, unknown: true }]);
});

it('finds an order whose status its workflow does not share, and one that has no workflow', async () => {
  await expect.poll(processes).toEqual([]);
  const moved = `update orders set status = 'confirmed' where id = '${shipped}'`;
  const back = `update orders set status = 'fulfilling' where id = '${shipped}'`;
  expect(await whileDamaged(moved, back, processes)).toMatchObject([
    { invariant: 'I7', subject: shipped, detail: expect.stringContaining('its workflow says fulfilling') },
  ]);
  await world.env.client.workflow.getHandle(`order/${shipped}`).terminate('planted');
  await expect
    .poll(processes)
    .toMatchObject([{ invariant: 'I7', subject: shipped, detail: expect.stringContaining('no workflow') }]);
});

/** Asked of the real workflows, with what happens at a question in between. */
const watched = (
  asked: (workflowId: string, status: string | null) => Promise<unknown>,
  patience?: { readonly queryTimeoutMs: number },
) => {
  const workflows = createOrderWorkflows(world.env.client, patience);
  const statusOf = async (workflowId: string) => {
    const status = await workflows.statusOf(workflowId);
    await asked(workflowId, status);
    return status;
  };
  return compareProcesses({ database: world.database, workflows: { ...workflows, statusOf } }, { startedWithinMs: 0 });
};

it('says that no status was compared where no worker answers, of each open order in the same words', async () => {
  const open = [await world.place(), await world.place()].toSorted();
  for (const id of open) await world.reaches(id, 'confirmed');
  await world.stopWorker();
  const unknown = (await processes()).filter((finding) => finding.unknown);
  expect(unknown.map(({ invariant, subject }) => `${invariant} ${subject}`)).toEqual(open.map((id) => `I7 ${id}`));
  expect(new Set(unknown.map(({ detail }) => detail)).size).toBe(1);
  expect(unknown[0]?.next).toMatch(/worker/);
  await world.startWorker();
  await expect.poll(async () => (await processes()).map(({ subject }) => subject)).toEqual([shipped]);
});

it('notices once that no worker answers, and asks all the same whoever was not asked when one comes back', async () => {
  await putStock(world.database, 'LAMP', 'MTL', 100);
  const placed = await Promise.all(Array.from({ length: 5 * silentInARow }, () => world.place()));
  for (const id of placed) await world.reaches(id, 'confirmed');
  await world.stopWorker();

  const asked: string[] = [];
  const compared = await watched(async (id) => asked.push(id), { queryTimeoutMs: 1000 });
  const unknown = compared.filter((finding) => finding.unknown);
  expect(unknown.length).toBeGreaterThanOrEqual(placed.length);
  expect(new Set(unknown.map(({ detail }) => detail))).toEqual(new Set([expect.stringContaining('No worker answers')]));
  expect(asked.length).toBeLessThan(placed.length);

  let silent = 0;
  const found = await watched(async (_id, status) => {
    if (status === null && ++silent === silentInARow) await world.startWorker();
  });
  expect(found.map(({ subject, unknown = false }) => ({ subject, unknown }))).toEqual([
    { subject: shipped, unknown: false },
  ]);
}, 120_000);
