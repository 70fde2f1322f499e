/** Done by a worker that died with Temporal: the database knows of it, and the order's process does not. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { acceptCommand } from '../../db/commands/accept-command.ts';
import { inTransaction } from '../../db/transaction.ts';
import { orderStepKey, orderWorkflowId } from '../../domain/ids.ts';
import type { OrderCommandKind } from '../../domain/orders/order-commands.ts';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { putStock } from '../harness/seed.ts';
import { sharedWorkflowBundle } from '../harness/temporal.ts';
import { startWorld, type World } from '../harness/world.ts';
import { card, declinedCard, paymentDesk } from './payment-desk.ts';

let world: World;
let rows: OrderRows;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  rows = orderRows(world.database);
  await putStock(world.database, 'LAMP', 'MTL', 10);
});
afterEach(async () => {
  await world.stopWorker();
  expect(await rows.misfits()).toEqual([]);
});
afterAll(() => world.close());

/** The API accepts a command and dies; a step applies it, and its task is lost with Temporal. */
async function appliedUnheard(id: string, kind: OrderCommandKind, payload: object): Promise<void> {
  const asker = { caller: 'KEY-TEST', actor: 'supervisor@test', role: 'supervisor' } as const;
  const command = { ...asker, idempotencyKey: randomUUID(), digest: kind, kind, subject: id, payload };
  const accepted = await inTransaction(world.database, (tx) => acceptCommand(tx, command));
  if (accepted.kind !== 'new') throw new Error(accepted.kind);
  const step = { orderId: id, key: `command/${accepted.id}`, now: Date.now() };
  await new MockActivityEnvironment().run(world.activities.applyCommand, step, accepted.id);
}

it('a command that only the database knows of is told to the process, which goes on with what it made due', async () => {
  await world.startWorker();
  const id = await world.place({ discountBps: 2000 });
  await world.reaches(id, 'awaiting_approval');
  const { id: approvalId, digest } = await rows.approval(id);
  await appliedUnheard(id, 'decide_approval', { approvalId, digest, decision: 'approve', reason: 'known' });
  expect(await world.statusOf(id)).toBe('allocating');
  await world.labelled(`${id}-S1`, 15_000);
});

it('so is one that closed the order: its process ends', async () => {
  await world.startWorker();
  const id = await world.place({ shortagePolicy: 'backorder', lines: [{ sku: 'DESK', quantity: 1 }] });
  await world.reaches(id, 'backordered');
  await appliedUnheard(id, 'cancel', { reason: 'no longer' });
  expect(await world.statusOf(id)).toBe('cancelled');
  expect(await world.env.client.workflow.getHandle(`order/${id}`).result()).toBe('cancelled');
});

/** Of the first step of an order that was placed a moment ago. */
async function firstKeyOf(id: string): Promise<string> {
  const describe = () => world.env.client.workflow.getHandle(orderWorkflowId(id)).describe();
  await expect.poll(describe).toMatchObject({ status: { name: 'RUNNING' } });
  return orderStepKey({ orderId: id, life: (await describe()).runId }, 'screen', 1);
}

it('what a command made due is done, although the answer of an older step comes after it', async () => {
  const { screenOrder, applyCommand } = world.activities;
  const id = await world.place({ payment: declinedCard });
  const step = { orderId: id, key: await firstKeyOf(id), now: Date.now(), alone: true };
  await new MockActivityEnvironment().run(screenOrder, step);
  await world.reaches(id, 'awaiting_payment');
  const paid = paymentDesk(world, rows).pay(id, card);

  let release = () => {};
  const commanded = new Promise<void>((resolve) => {
    release = resolve;
  });
  await world.startWorker({
    steps: {
      applyCommand: async (step, command) => {
        const applied = await applyCommand(step, command);
        setTimeout(release, 500);
        return applied;
      },
      screenOrder: async (step) => {
        const progress = await screenOrder(step);
        await commanded;
        return progress;
      },
    },
  });
  expect((await paid).status).toBe(200);
  await world.reaches(id, 'confirmed', 15_000);
});

it('a command that meets the first step in one task is replayed as it was', async () => {
  const { screenOrder } = world.activities;
  const id = await world.place({ payment: declinedCard });
  const step = { orderId: id, key: await firstKeyOf(id), now: Date.now(), alone: true };
  await new MockActivityEnvironment().run(screenOrder, step);
  await world.reaches(id, 'awaiting_payment');
  const held = world.api.post('agent', `/v1/orders/${id}/holds`, { kind: 'manual', reason: 'a question' });
  // Its answer is the later one, whichever of the two was begun first.
  await world.startWorker({
    steps: { screenOrder: async (again) => screenOrder(again).finally(() => pause(500)) },
  });
  expect((await held).status).toBe(200);
  await world.reaches(id, 'on_hold');
  await world.stopWorker();
  const history = await world.env.client.workflow.getHandle(orderWorkflowId(id)).fetchHistory();
  const replayed = Worker.runReplayHistory({ workflowBundle: sharedWorkflowBundle() }, history, orderWorkflowId(id));
  await expect(replayed).resolves.toBeUndefined();
});
