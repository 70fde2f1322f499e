/** A few customers and everything that can happen to them, on real Postgres: routes called over HTTP, the steps of workers called directly. */
import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'drizzle-orm';
import { createActivities } from '../../activities/create-activities.ts';
import type { Role } from '../../domain/access/roles.ts';
import { isPending } from '../../domain/orders/order-facts.ts';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { openDesk } from '../assistance/support-desk.ts';
import { startApi } from '../harness/api.ts';
import { type Answer, createTestApi } from '../harness/api-client.ts';
import { type DrivenOrder, startDrivenOrders } from '../harness/driven-orders.ts';
import { createProcessDriver } from '../harness/process-driver.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { orderBody } from '../harness/world.ts';
import { done, meetProspect, openWelcomeDesk, publish } from '../onboarding/welcome-desk.ts';

export type ProcessRow = { readonly id: string; readonly kind: ProcessKind; readonly status: string };
export type ManyLives = Awaited<ReturnType<typeof startManyLives>>;

export async function startManyLives() {
  const shop = await startDrivenOrders();
  const { database, databaseUrl } = shop;
  const server = await startApi({ databaseUrl });
  const client = await createTestApi(server.url, database);
  await openDesk(client);
  await openWelcomeDesk({ api: client });
  const template = await publish({ api: client }, { call: [], data: ['call'] });
  const email = (name: string, delayMinutes: number) => ({ delayMinutes, channel: 'email', template: name });
  const steps = [email('cadence_intro', 0), email('cadence_follow_up', 60), email('cadence_follow_up', 1440)];
  for (const id of ['spring', 'autumn']) {
    const cadence = { name: id, calendar: 'always', steps };
    await done(client.put('supervisor', `/v1/cadences/${id}`, cadence));
  }
  await addProduct(database, 'SHADE', 900);
  for (const sku of ['LAMP', 'SHADE']) await putStock(database, sku, 'MTL', 500);

  const customerIds: string[] = [];
  for (const lifecycle of ['prospect', 'prospect', 'prospect', 'prospect', 'active', 'active', 'at_risk'])
    customerIds.push(await meetProspect({ database }, { lifecycle }));
  // Most have said that they want to hear from us; what is drawn takes it back, or gives it again.
  for (const id of customerIds.slice(1)) {
    const consent = { channel: 'email', given: true, source: 'form' };
    await done(client.post('supervisor', `/v1/customers/${id}/consents`, consent));
  }

  const activities = createActivities({
    database,
    ...shop.providers,
    nudge: async () => undefined,
    now: async () => Date.now(),
  });
  const asActivity = new MockActivityEnvironment();
  const orders: DrivenOrder[] = [];
  /** One workflow each: what it does, it does one after another. */
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>(id: string, run: () => Promise<T>): Promise<T> => {
    const next = (turns.get(id) ?? Promise.resolve()).then(run);
    turns.set(
      id,
      next.catch(() => undefined),
    );
    return next;
  };

  /** As a back office asks: again under the same key where two were in each other's way (503). Nobody carries out what is accepted. */
  async function ask(as: Role, path: string, body: object): Promise<Answer> {
    const sent = { once: true, key: randomUUID() };
    let answer = await client.post(as, path, body, sent);
    for (let again = 0; answer.status === 503 && again < 10; again += 1)
      answer = await client.post(as, path, body, sent);
    return answer;
  }

  /** What the process's workflow does when it wakes up. */
  const wakeUp = ({ id, kind }: ProcessRow) =>
    inTurn(id, async () => {
      const step = () => ({ kind, id, key: `${kind}/${id}/${randomUUID()}`, now: Date.now() });
      let progress = await activities.advanceProcess(step());
      for (let round = 0; round < 8 && progress.due.length > 0; round += 1) {
        for (const work of progress.due) {
          const doIt = (): Promise<ProcessProgress> => activities.doProcessWork(step(), work);
          const park = ({ message }: Error) =>
            activities.parkProcessWork(step(), { ...work, code: 'failed', detail: message });
          progress = await (asActivity.run(doIt) as Promise<ProcessProgress>).catch(park);
        }
      }
    });

  /** What an order's workflow does about `order`, at the instant that it is. */
  const ofOrder = (order: DrivenOrder, what: () => Promise<unknown>) =>
    inTurn(order.id, async () => {
      order.passTo(Date.now());
      await what();
      await order.settle();
    });
  /** From now on it has a workflow. */
  async function adopt(id: string): Promise<void> {
    const driver = createProcessDriver({ database, ...shop.providers }, id, Date.now());
    orders.push({ ...driver, id, facts: () => shop.factsOf(id) });
    await inTurn(id, driver.settle);
  }
  const untilOf = (order: DrivenOrder): number => (order.closed() ? null : order.progress().until) ?? Infinity;

  return {
    ...shop,
    /** The first instant at which the workflow of an order would wake up by itself. */
    nextDeadline: (): number => Math.min(...orders.map(untilOf)),
    /** Wakes up each order whose deadline has come. */
    ringOrders: async (): Promise<void> => {
      for (const order of orders) if (untilOf(order) <= Date.now()) await ofOrder(order, order.ring);
    },
    /** Whose turn it is comes first: most of what is drawn happens to them. */
    customerIds,
    nextTurn: () => void customerIds.push(...customerIds.splice(0, 1)),
    orders,
    template,
    wakeUp,
    post: (path: string, body: object, as: 'admin' | 'supervisor' = 'admin'): Promise<Answer> => ask(as, path, body),
    processesOf: (kind: ProcessKind): Promise<ProcessRow[]> =>
      database.query.execute<ProcessRow>(
        sql`select id, kind, status from processes where kind = ${kind} order by closed_at is not null, opened_at desc, id limit 6`,
      ),
    /** Who has waited the longest comes first. */
    openProcesses: (): Promise<ProcessRow[]> =>
      database.query.execute<ProcessRow>(
        sql`select id, kind, status from processes where closed_at is null order by wake_at nulls last, opened_at, id`,
      ),

    async placeOrder(customerId: string): Promise<Answer> {
      const body = orderBody({ customerId, lines: [{ sku: 'LAMP', quantity: 2 }] });
      const answer = await ask('back_office', '/v1/orders', body);
      if (answer.status === 202) await adopt(answer.body.id);
      return answer;
    },
    /** Orders that nobody placed here: of accepted quotes, and those that replace something. */
    adoptOrders: async (): Promise<void> => {
      const known = orders.map(({ id }) => id);
      const found = await database.query.execute<{ id: string }>(sql`select id from orders order by placed_at, id`);
      for (const { id } of found) if (!known.includes(id)) await adopt(id);
    },
    /** As far to its customer's door as it can go now. */
    bringOrder: (order: DrivenOrder) =>
      ofOrder(order, async () => {
        await order.refresh();
        await order.settle();
        if (order.closed()) return;
        const { shipments } = await order.facts();
        for (const { id, state } of shipments) {
          if (state === 'labelled') await order.command('hand_over', { shipmentId: id });
          await order.command('correct_tracking', { shipmentId: id, status: 'delivered', reason: 'seen' });
        }
      }),
    cancelOrder: (order: DrivenOrder) =>
      ofOrder(order, async () => {
        if (order.closed()) return;
        const { shipments } = await order.facts();
        if (shipments.every(isPending)) await order.command('cancel', { reason: 'walk' });
      }),
    lookAtOrder: (order: DrivenOrder) => ofOrder(order, order.refresh),
    close: async () => {
      await Promise.all(turns.values());
      await server.close();
      await shop.close();
    },
  };
}
