import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenStatus, OrderStatus } from '../../domain/orders/order-states.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import { type Engine, startEngine } from './engine.ts';
import { type KillablePostgres, startKillablePostgres } from './killable-postgres.ts';

let server: KillablePostgres;
let engine: Engine;
let scenario: Scenario;

beforeAll(async () => {
  server = await startKillablePostgres();
  engine = await startEngine({ database: server });
  scenario = createScenario(engine);
}, 120_000);
afterAll(() => engine.close());

type Missed = {
  readonly arrange: (sku: string) => Promise<string>;
  /** Where the order stands afterwards, what the timeline says of the deadline, once, and what a person is asked. */
  readonly ends: OrderStatus;
  readonly event: string;
  readonly tasks?: readonly string[];
};

const one = (sku: string, more: object = {}) => engine.place({ lines: [{ sku, quantity: 1 }], ...more });

/** Every status in which an order waits until an instant. */
const statuses = {
  on_hold: {
    arrange: (sku) => one(sku, { shipTo: { ...billTo, postalCode: '123' } }),
    ...{ ends: 'cancelled', event: 'order.cancelled' },
  },
  awaiting_decision: {
    arrange: (sku) => engine.place({ lines: [{ sku, quantity: 2 }] }),
    ...{ ends: 'confirmed', event: 'offer.decided' },
  },
  backordered: {
    arrange: (sku) => engine.place({ lines: [{ sku, quantity: 2 }], shortagePolicy: 'backorder' }),
    ...{ ends: 'confirmed', event: 'order.units_cancelled' },
  },
  awaiting_payment: {
    arrange: (sku) => one(sku, { payment: { method: 'card', token: 'pm_card_chargeDeclined' } }),
    ...{ ends: 'cancelled', event: 'order.cancelled' },
  },
  awaiting_approval: {
    arrange: (sku) => one(sku, { discountBps: 2000 }),
    ...{ ends: 'cancelled', event: 'approval.expired' },
  },
  confirmed: {
    arrange: async (sku) => {
      const id = await one(sku);
      await scenario.packed(`${id}-S1`);
      return id;
    },
    ...{ ends: 'confirmed', event: 'shipment.hand_over_overdue', tasks: ['hand_over_overdue open'] },
  },
  fulfilling: {
    arrange: async (sku) => {
      const id = await one(sku);
      await scenario.send(`${id}-S1`);
      return id;
    },
    ...{ ends: 'fulfilling', event: 'shipment.suspected_lost', tasks: ['suspected_lost open'] },
  },
} as const satisfies Partial<Record<OpenStatus, Missed>>;
type Status = keyof typeof statuses;

/** So long that all of them wait when the database dies, and no longer. */
const patience = 40_000;

/** Orders placed from now on wait for nobody longer than that. */
async function makeEverybodyHurry(): Promise<void> {
  const names = ['hold', 'offer', 'backorder', 'payment'].map((name) => `${name}DeadlineMs`);
  const all = [...names, 'approvalEscalatesMs', 'approvalExpiresMs', 'handOverDueMs', 'silenceMs'];
  const policy = JSON.stringify(Object.fromEntries(all.map((name) => [name, patience])));
  await engine.database.query.execute(sql`
    create or replace function wait_longer_for_people() returns trigger language plpgsql
    as 'begin new.policy := new.policy || ${sql.raw(`''${policy}''`)}::jsonb; return new; end'`);
}

/** Temporal has woken the order up for its deadline, and it has heard nothing of the database since. */
async function hasRung(orderId: string): Promise<boolean> {
  const { events } = await engine.temporalClient.workflow.getHandle(`order/${orderId}`).fetchHistory();
  return (events ?? []).some((event) => event.timerFiredEventAttributes);
}

it('deadlines that pass while Postgres is away are met once it is back, in every status, and once', async () => {
  await makeEverybodyHurry();
  const orders = new Map<Status, string>();
  const names = Object.keys(statuses) as Status[]; // Object.keys widens to string[]
  await Promise.all(
    names.map(async (status) => {
      const sku = await scenario.product(`MISSED-${status}`, { MTL: 1 });
      const id = await statuses[status].arrange(sku);
      await engine.reaches(id, status);
      orders.set(status, id);
    }),
  );
  await server.kill();
  for (const id of orders.values()) await expect.poll(() => hasRung(id), { timeout: 2 * patience }).toBe(true);
  await server.start();

  for (const [status, id] of orders) {
    const { ends, event, tasks = [] }: Missed = statuses[status];
    const where = async () => [status, await engine.statusOf(id), await scenario.tasks(id)];
    await expect.poll(where, { timeout: 60_000 }).toEqual([status, ends, tasks]);
    const told = await scenario.rows.events(id);
    expect(told.filter((type) => type === event)).toEqual([event]);
  }
  await expect.poll(() => engine.audit()).toEqual([]);
}, 240_000);
