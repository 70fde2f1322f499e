/** What holds of an order at every moment of a random walk. */
import { expect } from 'vitest';
import { isKept } from '../../domain/orders/order-facts.ts';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import type { DrivenOrder } from '../harness/driven-orders.ts';

const ofTheEngine: readonly OrderStatus[] = ['received', 'allocating', 'cancelling'];
const withDeadline: readonly OrderStatus[] = [
  ...(['on_hold', 'awaiting_decision', 'backordered', 'awaiting_approval', 'awaiting_payment', 'delivered'] as const),
];

/** Nothing is due: so the order waits for somebody who is named, and where time moves it too, it knows when. */
export async function leavesBy(driver: DrivenOrder): Promise<void> {
  const { status, until } = driver.progress();
  if (driver.closed()) return;
  expect(ofTheEngine, `${driver.id} has nothing to do`).not.toContain(status);
  if (withDeadline.includes(status)) expect(until, `${driver.id} is ${status} for ever`).not.toBeNull();
  const waiting = waitingFor(await driver.facts());
  expect(waiting?.who.length, `${driver.id} waits for nobody`).toBeGreaterThan(0);
}

/** Whatever time or an approver does: what was promised, and may still be paid for, is not cancelled by it. */
export async function keepsPromises(driver: DrivenOrder, act: () => Promise<unknown>): Promise<void> {
  const before = await driver.facts();
  await act();
  const after = await driver.facts();
  if (before.holds.some((hold) => hold.atDeadline === 'cancel' && hold.deadline <= driver.now())) return;
  for (const parcel of before.shipments.filter((s) => s.promiseOn !== null && isKept(before, s, driver.now()))) {
    const same = after.shipments.find((s) => s.id === parcel.id);
    expect(same, `${parcel.id} was promised`).toMatchObject({ state: parcel.state, lines: parcel.lines });
  }
}
