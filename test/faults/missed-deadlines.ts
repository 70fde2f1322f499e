/** Orders whose deadlines pass while something is away: one in every status in which an order waits until an instant. */
import { expect } from 'vitest';
import type { OpenStatus, OrderStatus } from '../../domain/orders/order-states.ts';
import type { Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import type { Engine } from './engine.ts';
import { makePeoplePatient, placeWith } from './patient-people.ts';

type Place = (units: number, more?: object) => Promise<string>;

type Missed = {
  readonly arrange: (place: Place, scenario: Scenario) => Promise<string>;
  /** Where the order stands afterwards, what the timeline says of the deadline, once, and what a person is asked. */
  readonly ends: OrderStatus;
  readonly event: string;
  readonly tasks?: readonly string[];
};

/** Of what is ordered there is one. */
const statuses = {
  on_hold: {
    arrange: (place) => place(1, { shipTo: { ...billTo, postalCode: '123' } }),
    ...{ ends: 'cancelled', event: 'order.cancelled' },
  },
  awaiting_decision: {
    arrange: (place) => place(2),
    ...{ ends: 'confirmed', event: 'offer.decided' },
  },
  backordered: {
    arrange: (place) => place(2, { shortagePolicy: 'backorder' }),
    ...{ ends: 'confirmed', event: 'order.units_cancelled' },
  },
  awaiting_payment: {
    arrange: (place) => place(1, { payment: { method: 'card', token: 'pm_card_chargeDeclined' } }),
    ...{ ends: 'cancelled', event: 'order.cancelled' },
  },
  awaiting_approval: {
    arrange: (place) => place(1, { discountBps: 2000 }),
    ...{ ends: 'cancelled', event: 'approval.expired' },
  },
  confirmed: {
    arrange: async (place, scenario) => {
      const id = await place(1);
      await scenario.packed(`${id}-S1`);
      return id;
    },
    ...{ ends: 'confirmed', event: 'shipment.hand_over_overdue', tasks: ['hand_over_overdue open'] },
  },
  fulfilling: {
    arrange: async (place, scenario) => {
      const id = await place(1);
      await scenario.send(`${id}-S1`);
      return id;
    },
    ...{ ends: 'fulfilling', event: 'shipment.suspected_lost', tasks: ['suspected_lost open'] },
  },
} as const satisfies Partial<Record<OpenStatus, Missed>>;
const names = Object.keys(statuses) as (keyof typeof statuses)[]; // Object.keys widens to string[]

/** So long that all of them wait when whatever it is dies, and no longer. */
const patience = 45_000;
const impatient = {
  ...{
    holdDeadlineMs: patience,
    offerDeadlineMs: patience,
    backorderDeadlineMs: patience,
    paymentDeadlineMs: patience,
  },
  ...{ approvalEscalatesMs: patience, approvalExpiresMs: patience, handOverDueMs: patience, silenceMs: patience },
};

/** Places one for each status, all at once, and resolves when each waits there. */
export async function placeImpatient(engine: Engine, scenario: Scenario) {
  await placeWith(engine.database, impatient);
  const orders = await Promise.all(
    names.map(async (status) => {
      const sku = await scenario.product(`MISSED-${status}`, { MTL: 1 });
      const place: Place = (quantity, more = {}) => engine.place({ lines: [{ sku, quantity }], ...more });
      const id = await statuses[status].arrange(place, scenario);
      await engine.reaches(id, status);
      return { status, id };
    }),
  );
  await makePeoplePatient(engine.database);

  /** Temporal has woken the order up for its deadline. */
  async function hasRung(id: string): Promise<boolean> {
    const { events } = await engine.temporalClient.workflow.getHandle(`order/${id}`).fetchHistory();
    return (events ?? []).some((event) => event.timerFiredEventAttributes);
  }

  return {
    /** None has passed yet. */
    stillWait: async (): Promise<void> => {
      const where = await Promise.all(orders.map(({ id }) => engine.statusOf(id)));
      expect(where).toEqual(orders.map(({ status }) => status));
    },
    haveRung: async (): Promise<void> => {
      for (const { id } of orders) await expect.poll(() => hasRung(id), { timeout: 2 * patience }).toBe(true);
    },
    /** Each deadline did what it does, and once. */
    areMet: async (): Promise<void> => {
      for (const { status, id } of orders) {
        const { ends, event, tasks = [] }: Missed = statuses[status];
        const where = async () => [status, await engine.statusOf(id), await scenario.tasks(id)];
        await expect.poll(where).toEqual([status, ends, tasks]);
        const told = await scenario.rows.events(id);
        expect(told.filter((type) => type === event)).toEqual([event]);
      }
    },
  };
}
