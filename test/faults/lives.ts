import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import type { Answer } from '../harness/api-client.ts';
import { type Random, upTo } from '../harness/random.ts';
import type { Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { askUntilKnown, insist, PATIENCE_MS } from './blind-caller.ts';
import { customerLives, openDesks } from './customer-lives.ts';
import type { Engine } from './engine.ts';
import { type Books, type Life, patient, sold } from './life.ts';

const oneUnit = [{ lineNo: 1, quantity: 1 }];
export type LivesStage = Pick<Engine, 'api' | 'callers' | 'labelled' | 'reaches'>;

type Many = { readonly sku: string; readonly orders: number; readonly random: Random };

/**
 * Whole lives of so many orders, through callers that ask until they are answered, whatever dies meanwhile, of a product that
 * is made here and now. `random` says when one cancels.
 */
export async function createLives(engine: LivesStage, scenario: Scenario, { sku, orders, random }: Many) {
  const ask = (role: Role, path: string, body: object, headers: Record<string, string> = {}) =>
    insist(engine.callers, { role, path, body, headers, key: crypto.randomUUID() });

  /** A refusal that says to try again later is tried again, as a new request. */
  async function answered(role: Role, path: string, body: object, status: number): Promise<Answer['body']> {
    let answer = await ask(role, path, body);
    for (const deadline = Date.now() + PATIENCE_MS; answer.body.retryable === true && Date.now() < deadline; ) {
      await pause(200);
      answer = await ask(role, path, body);
    }
    expect(answer, `${path}: ${JSON.stringify(answer.body)}`).toMatchObject({ status });
    return answer.body;
  }
  const made = (role: Role, path: string, body: object) => answered(role, path, body, 201);
  const must = async (role: Role, path: string, body: object) => (await answered(role, path, body, 200)).result;

  const read = (path: string) => askUntilKnown(engine.callers, 'agent', path);
  async function becomes(path: string, what: object): Promise<void> {
    try {
      await expect.poll(() => read(path), patient).toMatchObject(what);
    } catch (error) {
      throw new Error(`${path} is ${JSON.stringify(await read(path))}`, { cause: error });
    }
  }

  /** Shown and confirmed; shown anew where the order has changed in between. */
  async function amend(id: string, change: object): Promise<void> {
    const at = async () => ({ 'if-match': `"${await scenario.rows.version(id)}"` });
    const path = `/v1/orders/${id}/amendments`;
    const once = async (): Promise<Answer> => {
      const shown = await ask('agent', path, change, await at());
      return shown.status === 200 ? ask('agent', `${path}/${shown.body.result.no}/confirm`, {}, await at()) : shown;
    };
    let answer = await once();
    for (const deadline = Date.now() + PATIENCE_MS; answer.status === 412 && Date.now() < deadline; ) {
      await pause(200);
      answer = await once();
    }
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  }

  const labelled = (id: string, no = 1) => engine.labelled(`${id}-S${no}`, PATIENCE_MS);

  async function send(id: string, no = 1): Promise<void> {
    await labelled(id, no);
    await must('warehouse', `/v1/shipments/${id}-S${no}/hand-over`, {});
  }

  async function deliver(id: string, ...parcels: number[]): Promise<void> {
    for (const no of parcels) await send(id, no);
    for (const no of parcels) {
      await scenario.scan(`${id}-S${no}`, 'in_transit');
      await scenario.scan(`${id}-S${no}`, 'delivered');
    }
    await engine.reaches(id, 'completed', PATIENCE_MS);
  }

  async function comesBack(id: string, next: 'refund' | 'reship'): Promise<void> {
    await send(id);
    // Before its money has come, nothing can be given back: a warehouse that is told so waits, as this one does.
    await expect.poll(() => scenario.payments(id), patient).toEqual(['captured']);
    await scenario.scan(`${id}-S1`, 'return_to_sender');
    const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    await must('warehouse', `/v1/shipments/${id}-S1/returns`, { lines, then: next, reason: 'came back' });
  }

  const left = new Map<string, Books>();
  const leaves = (id: string, books: Books) => void left.set(id, books);

  const confirmed = (id: string) => engine.reaches(id, 'confirmed', PATIENCE_MS);

  const lives = {
    delivered: { live: (id) => deliver(id, 1), gone: 1, books: [sold(1150)] },
    cancelled: {
      live: async (id) => {
        // Anywhere between being placed and being packed.
        await pause(upTo(random, 2000));
        await must('back_office', `/v1/orders/${id}/cancel`, { reason: 'no longer' });
        await engine.reaches(id, 'cancelled', PATIENCE_MS);
      },
      gone: 0,
      // At any moment: nothing was asked yet, or it was given back.
      books: [[], ['canceled 1150']].flatMap((intents) =>
        [[], ['S1 refunded']].map((labels) => ({ intents, captures: [], refunds: [], labels })),
      ),
    },
    returned: {
      live: async (id) => {
        await comesBack(id, 'refund');
        await expect.poll(async () => (await scenario.booked(id)).refunds, patient).toHaveLength(1);
      },
      gone: 0,
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'sent again': {
      live: async (id) => {
        await comesBack(id, 'reship');
        await deliver(id, 2);
      },
      gone: 1,
      books: [{ ...sold(1150), labels: ['S1 sold', 'S2 sold'] }],
    },
    approved: {
      order: { discountBps: 2000 },
      live: async (id) => {
        await engine.reaches(id, 'awaiting_approval', PATIENCE_MS);
        const approval = await scenario.rows.approval(id);
        const yes = { decision: 'approve', reason: 'known for years', digest: approval?.digest };
        await must('supervisor', `/v1/approvals/${approval?.id}/decision`, yes);
        await deliver(id, 1);
      },
      gone: 1,
      books: [sold(920)],
    },
    'paid by another card': {
      order: { payment: { method: 'card', token: 'pm_card_chargeDeclined' } },
      live: async (id) => {
        await engine.reaches(id, 'awaiting_payment', PATIENCE_MS);
        const payment = { method: 'card', token: 'pm_card_visa' };
        await must('back_office', `/v1/orders/${id}/payment-method`, { payment });
        await deliver(id, 1);
      },
      gone: 1,
      books: [sold(1150)].map((books) => ({ ...books, intents: ['requires_payment_method 1150', ...books.intents] })),
    },
    held: {
      live: async (id) => {
        await confirmed(id);
        await must('agent', `/v1/orders/${id}/holds`, { kind: 'manual', reason: 'a question' });
        await must('agent', `/v1/orders/${id}/holds/manual/release`, { reason: 'answered' });
        await deliver(id, 1);
      },
      gone: 1,
      books: [sold(1150)],
    },
    amended: {
      live: async (id) => {
        await confirmed(id);
        await amend(id, { addLines: [{ sku, quantity: 1 }] });
        await deliver(id, 1, 2);
      },
      gone: 2,
      books: [sold(1150, 1150)],
    },
    'short, and the rest dropped': {
      order: { shortagePolicy: 'ask' },
      own: { units: 1, quantity: 2 },
      live: async (id) => {
        await engine.reaches(id, 'awaiting_decision', PATIENCE_MS);
        await must('agent', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
        await deliver(id, 1);
      },
      gone: 0,
      books: [sold(1150)],
    },
    'one unit not found': {
      order: { shortagePolicy: 'cancel' },
      own: { units: 2, quantity: 2 },
      live: async (id) => {
        await labelled(id);
        await must('warehouse', `/v1/shipments/${id}-S1/short-pick`, { missing: oneUnit, reason: 'an empty box' });
        await deliver(id, 1);
      },
      gone: 0,
      // What is captured of an authorisation is what left.
      books: [{ ...sold(1150), intents: ['succeeded 2300'] }],
    },
    ...customerLives({ made, must, read, becomes, deliver, labelled, leaves }, scenario),
  } satisfies Record<string, Life>;
  const names = Object.keys(lives) as (keyof typeof lives)[]; // exactly the keys of the record
  const lifeOf = (index: number): Life & { readonly name: string } => {
    const name = names[index % names.length] ?? 'delivered';
    return { name, ...lives[name] };
  };

  const stock = 2 * orders;
  const ownSku = (index: number) => `${sku}-${index}`;
  await openDesks(engine);
  await scenario.product(sku, { MTL: stock });
  for (let index = 0; index < orders; index += 1) {
    const { own } = lifeOf(index);
    if (own) await scenario.product(ownSku(index), { MTL: own.units }, own.priceMinor);
  }

  return {
    live: async (index: number): Promise<string> => {
      const { customer, own, order, live } = lifeOf(index);
      const customerId = (await customer?.(index)) ?? 'CUS-CARD';
      const line = own ? { sku: ownSku(index), quantity: own.quantity } : { sku, quantity: 1 };
      const answer = await ask('back_office', '/v1/orders', orderBody({ customerId, lines: [line], ...order }));
      expect(answer.status, JSON.stringify(answer.body)).toBe(202);
      await live(answer.body.id, { sku: line.sku, customerId });
      return answer.body.id;
    },

    /** The vendors' books say what these lives leave behind, once each, and the shelf has what is not gone. */
    expectBooks: async (ids: readonly string[]): Promise<void> => {
      const known = async (id: string) => ({ ...(await scenario.booked(id)), labels: await scenario.labels(id) });
      for (const [index, id] of ids.entries()) {
        const { name, books } = lifeOf(index);
        expect(books, `${name}: ${id}`).toContainEqual(await known(id));
      }
      for (const [id, books] of left) expect(await known(id), id).toEqual(books);
      const gone = ids.reduce((sum, _, index) => sum + lifeOf(index).gone, 0);
      await expect.poll(() => scenario.rows.shelf(sku)).toEqual({ MTL: [stock - gone, 0] });
    },
  };
}
