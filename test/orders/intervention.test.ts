/** Each outside step fails for good: the order waits for a person, who retries it, skips it with a reason, or compensates. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { applyPaymentReport } from '../../db/payments/apply-report.ts';
import type { Role } from '../../domain/access/roles.ts';
import { renderMessage } from '../../domain/messages/render.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { stepMoves } from './step-moves.ts';

let orders: DrivenOrders;

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 1000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

const { webhook, providerRefOf } = stepMoves(() => orders);
const shipmentOf = (order: DrivenOrder) => ({ shipmentId: `${order.id}-S1` });

async function settled(): Promise<DrivenOrder> {
  const order = await orders.place();
  await order.settle();
  return order;
}

/** Sent, paid and back in the warehouse: its refund is due. */
async function returned(): Promise<DrivenOrder> {
  const order = await settled();
  await order.command('hand_over', shipmentOf(order));
  await order.settle();
  await order.command('receive_return', {
    ...shipmentOf(order),
    lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
    // biome-ignore lint/suspicious/noThenProperty: a field of the command
    then: 'refund',
    reason: 'refused at the door',
  });
  return order;
}

type Resolution = 'retry' | 'skip' | 'compensate';

const resolve = (order: DrivenOrder, resolution: Resolution, role: Role = 'supervisor', no = 1) =>
  order.command('resolve_intervention', { no, resolution, reason: 'as agreed' }, role);

/** What stands after it: status, payment, label at the carrier, ledger. */
async function standing(order: DrivenOrder): Promise<string> {
  const { status, payments, lines } = await order.facts();
  const labels: { reference: string; refunded: boolean }[] = (await orders.carrier.book()).shipments;
  const label = labels.find(({ reference }) => reference === `${order.id}-S1`);
  const bought = label ? (label.refunded ? 'label refunded' : 'label bought') : 'no label';
  const left = lines.map((line) => (line.cancelled > 0 ? 'cancelled' : line.shipped > 0 ? 'shipped' : 'reserved'));
  return [status, payments.map((payment) => payment.state), bought, left].join(', ');
}

type Case = {
  readonly work: string;
  /** Fails once for good; the same call goes well afterwards. */
  readonly break: () => Promise<DrivenOrder>;
  readonly retry: string;
  readonly skip: string;
  readonly compensate: string;
};

const table: readonly Case[] = [
  {
    work: 'authorise',
    break: async () => {
      await orders.stripe.fault({ op: 'authorise', mode: 'error_500' });
      return orders.place();
    },
    retry: 'confirmed, authorised, label bought, reserved',
    skip: 'refused: cannot_skip',
    compensate: 'cancelled, voided, no label, cancelled',
  },
  {
    work: 'buy_label',
    break: async () => {
      await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
      return orders.place();
    },
    retry: 'confirmed, authorised, label bought, reserved',
    skip: 'confirmed, authorised, no label, reserved',
    compensate: 'cancelled, voided, no label, cancelled',
  },
  {
    work: 'capture',
    break: async () => {
      const order = await settled();
      await orders.stripe.fault({ op: 'capture', mode: 'decline', match: order.id });
      await order.command('hand_over', shipmentOf(order));
      return order;
    },
    retry: 'fulfilling, captured, label bought, shipped',
    skip: 'fulfilling, authorised, label bought, shipped',
    // What has left cannot be cancelled: only the capture is left to do.
    compensate: 'fulfilling, captured, label bought, shipped',
  },
  {
    work: 'void_label',
    break: async () => {
      const order = await settled();
      await orders.carrier.fault({ op: 'void', mode: 'refuse' });
      await order.command('cancel', { reason: 'no longer' });
      return order;
    },
    retry: 'cancelled, voided, label refunded, cancelled',
    skip: 'cancelled, voided, label bought, cancelled',
    compensate: 'cancelled, voided, label refunded, cancelled',
  },
  {
    work: 'void_payment',
    break: async () => {
      const order = await settled();
      await orders.stripe.fault({ op: 'void', mode: 'decline', match: order.id });
      await order.command('cancel', { reason: 'no longer' });
      return order;
    },
    retry: 'cancelled, voided, label refunded, cancelled',
    skip: 'cancelled, voided, label refunded, cancelled',
    compensate: 'cancelled, voided, label refunded, cancelled',
  },
  {
    work: 'refund',
    break: async () => {
      await orders.stripe.fault({ op: 'refund', mode: 'decline' });
      return returned();
    },
    retry: 'delivered, captured, label bought, shipped',
    skip: 'delivered, captured, label bought, shipped',
    compensate: 'delivered, captured, label bought, shipped',
  },
];

describe.each(table)('$work', ({ work, break: breakIt, ...ends }) => {
  it.each(['retry', 'skip', 'compensate'] as const)('failed for good, then %s', async (resolution) => {
    const order = await breakIt();
    expect((await order.settle()).status).toBe('needs_intervention');
    expect((await order.facts()).interventions).toMatchObject([{ no: 1, work, state: 'open' }]);
    const answer = await resolve(order, resolution);
    const expected = ends[resolution];
    if (answer.result === 'refused') {
      expect(`refused: ${answer.code}`).toBe(expected);
      await resolve(order, 'compensate');
      await order.settle();
      return;
    }
    await order.settle();
    expect(await standing(order)).toBe(expected);
    expect((await order.facts()).interventions).toMatchObject([{ no: 1, work, state: 'closed', resolution }]);
  });
});

it('an agent may retry, and neither skip nor compensate', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
  const order = await settled();
  for (const resolution of ['skip', 'compensate'] as const) {
    const refused = await resolve(order, resolution, 'agent');
    expect(refused).toMatchObject({ result: 'refused', code: 'forbidden', details: { needed: 'supervisor, admin' } });
  }
  expect(await resolve(order, 'retry', 'agent')).toMatchObject({ result: 'done' });
  await order.settle();
  expect(await standing(order)).toBe('confirmed, authorised, label bought, reserved');
});

it('what fails again is a new intervention; the old number is closed', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse', times: 2 });
  const order = await settled();
  await resolve(order, 'retry');
  expect((await order.settle()).status).toBe('needs_intervention');
  expect(await resolve(order, 'retry')).toMatchObject({ result: 'refused', code: 'no_intervention' });
  expect(await resolve(order, 'retry', 'supervisor', 2)).toMatchObject({ result: 'done' });
  await order.settle();
  expect(await standing(order)).toBe('confirmed, authorised, label bought, reserved');
});

it('two who resolve at once: one of them has resolved it', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
  const order = await settled();
  const answers = await Promise.all([resolve(order, 'retry'), resolve(order, 'compensate')]);
  expect(answers.map(({ result }) => result).sort()).toEqual(['done', 'refused']);
  await order.settle();
  expect(['confirmed', 'cancelled']).toContain(order.progress().status);
});

it('a parcel labelled by hand is handed over and charged like any other', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
  const order = await settled();
  await resolve(order, 'skip');
  await order.settle();
  expect(await order.command('hand_over', shipmentOf(order))).toMatchObject({ result: 'done' });
  await order.settle();
  expect(await standing(order)).toBe('fulfilling, captured, no label, shipped');
});

it('of a parcel labelled by hand neither the customer nor the warehouse is told a carrier that there is none of', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
  const order = await settled();
  await resolve(order, 'skip');
  await order.settle();
  const { fr } = waitingFor(await order.facts())?.message ?? { fr: '' };
  expect(fr).toContain(`L’entrepôt doit remettre ${order.id}-S1 au transporteur.`);
  await order.command('hand_over', shipmentOf(order));
  const due = await claimMessages(orders.database, { limit: 200, leaseMs: 60_000 });
  const shipped = due.find(({ template, params }) => template === 'order_shipped' && params.orderId === order.id);
  expect(renderMessage('order_shipped', 'fr', shipped?.params ?? {}).text).toContain('a quitté notre entrepôt.\n');
});

it('an order cancelled while a step waits for a person needs the person no more', async () => {
  await orders.carrier.fault({ op: 'buy', mode: 'refuse' });
  const order = await settled();
  await order.command('cancel', { reason: 'took too long' });
  const { status } = await order.settle();
  expect(status).toBe('cancelled');
  expect(await standing(order)).toBe('cancelled, voided, no label, cancelled');
});

it('what a person was asked about, and did at the provider by hand, is asked of nobody any more', async () => {
  const order = await settled();
  await orders.stripe.fault({ op: 'capture', mode: 'decline', match: order.id });
  await order.command('hand_over', shipmentOf(order));
  expect((await order.settle()).status).toBe('needs_intervention');
  const providerRef = await providerRefOf(order);
  const taken = { providerRef, amountMinor: 2298, currency: 'CAD' };
  await orders.providers.payments.capture({ ...taken, key: 'by hand' });
  const report = { paymentId: `${order.id}-P1`, providerRef, currency: 'CAD', capturedMinor: 2298 };
  expect(await webhook(order, (change) => applyPaymentReport(change, { ...report, state: 'captured' }))).toBe(true);
  await order.refresh();
  expect((await order.settle()).status).toBe('fulfilling');
});

it('what comes back before its capture is known waits for it, whether money or goods are to go back', async () => {
  const order = await settled();
  await orders.stripe.fault({ op: 'capture', mode: 'decline', match: order.id });
  await order.command('hand_over', shipmentOf(order));
  expect((await order.settle()).status).toBe('needs_intervention');
  const receive = (next: 'refund' | 'reship') =>
    order.command('receive_return', {
      ...shipmentOf(order),
      lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }],
      // biome-ignore lint/suspicious/noThenProperty: a field of the command
      then: next,
      reason: 'refused at the door',
    });
  // Sent again and then cancelled, it would be charged afterwards and never given back.
  for (const next of ['refund', 'reship'] as const)
    expect(await receive(next)).toMatchObject({ result: 'refused', code: 'capture_pending' });
  await resolve(order, 'retry');
  await order.settle();
  expect(await receive('reship')).toMatchObject({ result: 'done' });
  await order.command('cancel', { reason: 'no longer' });
  expect((await order.settle()).status).toBe('cancelled');
  expect((await order.facts()).payments).toMatchObject([{ capturedMinor: 2298, refundedMinor: 2298 }]);
});

it('leaves books that agree with the providers’, but for what was skipped', async () => {
  const findings = await orders.audit();
  expect(findings.map(({ detail }) => detail)).toEqual([
    'The payment is voided with us and authorised with the provider.', // its void was skipped
  ]);
});
