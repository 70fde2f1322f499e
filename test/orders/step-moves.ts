/** How an order without Temporal comes to stand at a step, and what the world may say to it there. */
import { expect } from 'vitest';
import { changeBesideProcess, type OrderChange } from '../../db/orders/change-order.ts';
import { applyPaymentReport } from '../../db/payments/apply-report.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { TrackingStatus } from '../../domain/shipping/tracking-status.ts';
import type { DrivenOrder, DrivenOrders } from '../harness/driven-orders.ts';

export const parcelOf = (order: DrivenOrder) => ({ shipmentId: `${order.id}-S1` });
export const paymentOf = (order: DrivenOrder) => `${order.id}-P1`;

export async function twice(act: () => Promise<unknown>): Promise<void> {
  await act();
  await act();
}

/** Delivered twice at once: the second delivery reads the first one's outcome. */
export async function sameAnswers(deliveries: Promise<readonly object[]>): Promise<void> {
  const [first, second] = await deliveries;
  expect(first).toMatchObject({ result: 'done' });
  expect(second).toEqual(first);
}

export async function approveTwice(order: DrivenOrder): Promise<void> {
  const { approval } = await order.facts();
  if (!approval) throw new Error(`nothing to approve: ${JSON.stringify((await order.facts()).interventions)}`);
  const payload = { approvalId: approval.id, decision: 'approve' as const, reason: 'seen', digest: approval.digest };
  await sameAnswers(order.redelivered('decide_approval', payload));
}

export async function ringUntil(order: DrivenOrder, closed: () => boolean): Promise<void> {
  for (let rings = 0; rings < 6 && !closed(); rings += 1) {
    await order.ring();
    await order.settle();
  }
}

export async function compensate(order: DrivenOrder): Promise<void> {
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('resolve_intervention', { no: 1, resolution: 'compensate', reason: 'give up' });
}

export const ledgerOf = async (order: DrivenOrder) => {
  const [line] = (await order.facts()).lines;
  if (!line) throw new Error('an order without lines');
  const { ordered, cancelled, shipped, delivered, writtenOff, reserved, backordered } = line;
  const places = { ordered, cancelled, shipped, delivered, writtenOff, reserved, backordered };
  return Object.fromEntries(Object.entries(places).filter(([, units]) => units > 0));
};

/** `orders`: asked for at each move, since a table of them is written before anything is started. */
export function stepMoves(orders: () => DrivenOrders) {
  /** A new order after so many rounds of its process. */
  async function after(rounds: number, more: Partial<PlaceOrderPayload> = {}): Promise<DrivenOrder> {
    const order = await orders().place(more);
    for (let round = 0; round < rounds; round += 1) await order.advance();
    return order;
  }

  async function settled(more: Partial<PlaceOrderPayload> = {}): Promise<DrivenOrder> {
    const order = await orders().place(more);
    await order.settle();
    return order;
  }

  async function handedOver(): Promise<DrivenOrder> {
    const order = await settled();
    expect(await order.command('hand_over', parcelOf(order))).toMatchObject({ result: 'done' });
    return order;
  }

  async function onItsWay(): Promise<DrivenOrder> {
    const order = await handedOver();
    await order.settle();
    return order;
  }

  async function delivered(): Promise<DrivenOrder> {
    const order = await onItsWay();
    await carrierSays(order, 'delivered');
    return order;
  }

  /** What a webhook does: facts change, the status is left to the process. */
  const webhook = (order: DrivenOrder, apply: (change: OrderChange) => Promise<boolean>) =>
    inTransaction(orders().database, (tx) =>
      changeBesideProcess(tx, { orderId: order.id, now: order.now(), actor: 'webhook' }, apply),
    );

  async function carrierSays(order: DrivenOrder, status: TrackingStatus): Promise<void> {
    const occurredAt = new Date(order.now()).toISOString();
    const scan = { id: `${status}-${occurredAt}`, occurredAt, status, rawCode: status, message: '', correction: false };
    await webhook(order, (change) => recordScans(change, parcelOf(order).shipmentId, [scan]));
    await order.refresh();
  }

  /** The provider's own name of the order's first payment. */
  async function providerRefOf(order: DrivenOrder): Promise<string> {
    const found = await orders().providers.payments.find(paymentOf(order));
    return found.kind === 'done' ? (found.payment?.providerRef ?? '') : '';
  }

  const bankSays = (order: DrivenOrder, state: 'authorised' | 'captured') => async () => {
    const providerRef = await providerRefOf(order);
    const capturedMinor = state === 'captured' ? 2298 : 0;
    const report = { paymentId: paymentOf(order), providerRef, state, currency: 'CAD', capturedMinor };
    await webhook(order, (change) => applyPaymentReport(change, report));
    await order.refresh();
  };

  /** From wherever the order stands, the way it goes when nothing more goes wrong. */
  async function finish(order: DrivenOrder): Promise<void> {
    for (let round = 0; round < 8 && !order.closed(); round += 1) {
      const { status } = await order.settle();
      const { shipments } = await order.facts();
      if (status === 'on_hold') await order.command('release_hold', { kind: 'address', reason: 'seen' });
      else if (shipments.some((s) => s.state === 'labelled')) await order.command('hand_over', parcelOf(order));
      else if (status === 'fulfilling') await carrierSays(order, 'delivered');
      else await order.ring();
    }
  }

  const captures = async (order: DrivenOrder) =>
    (await orders().stripe.book()).captures.filter(({ reference }) => reference?.startsWith(order.id)).length;

  return {
    after,
    settled,
    handedOver,
    onItsWay,
    delivered,
    webhook,
    carrierSays,
    bankSays,
    providerRefOf,
    finish,
    captures,
  };
}
