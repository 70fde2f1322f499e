import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Random, upTo } from '../harness/random.ts';
import type { Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { PATIENCE_MS } from './blind-caller.ts';
import { claimLives } from './claim-lives.ts';
import { customerLives, openDesks } from './customer-lives.ts';
import { keptLives } from './kept-lives.ts';
import { lateClaimLives } from './late-claim-lives.ts';
import { leavingLives } from './leaving-lives.ts';
import { type Books, goesWell, type Life, type Moves, nothing, patient, sold } from './life.ts';
import { moreClaimLives } from './more-claim-lives.ts';
import { officeLives } from './office-lives.ts';
import { createPeople, type LivesStage } from './people.ts';
import { unhappyLives } from './unhappy-lives.ts';

const oneUnit = [{ lineNo: 1, quantity: 1 }];

type Many = {
  readonly sku: string;
  readonly orders: number;
  readonly random: Random;
  /** Only lives whose names match. */
  readonly only?: RegExp;
};

/**
 * Whole lives of so many orders, through callers that ask until they are answered, whatever dies meanwhile, of a product that
 * is made here and now. `random` says when one cancels.
 */
export async function createLives(engine: LivesStage, scenario: Scenario, { sku, orders, random, only = /./ }: Many) {
  const left = new Map<string, Books>();
  const people = createPeople(engine, scenario);
  const { ask, must, amend, approve, labelled, send, deliver } = people;
  const tellings = new Map<string, readonly (readonly string[])[]>();
  const moves: Moves = {
    ...people,
    leaves: (id, books) => void left.set(id, books),
    tells: (process, ...templates) => void tellings.set(process, [templates]),
  };

  async function comesBack(id: string, next: 'refund' | 'reship'): Promise<void> {
    await send(id);
    // Before its money has come, nothing can be given back: a warehouse that is told so waits, as this one does.
    await expect.poll(() => scenario.payments(id), patient).toEqual(['captured']);
    await scenario.scan(`${id}-S1`, 'return_to_sender');
    const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
    // biome-ignore lint/suspicious/noThenProperty: a field of the request
    await must('warehouse', `/v1/shipments/${id}-S1/returns`, { lines, then: next, reason: 'came back' });
  }

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
      told: [['order_cancelled'], ['order_confirmed', 'order_cancelled']],
      books: [[], ['canceled 1150']].flatMap((intents) =>
        [[], ['S1 refunded']].map((labels) => ({ ...nothing, intents, labels })),
      ),
    },
    returned: {
      live: async (id) => {
        await comesBack(id, 'refund');
        await expect.poll(async () => (await scenario.booked(id)).refunds, patient).toHaveLength(1);
      },
      gone: 0,
      told: [['order_confirmed', 'order_shipped', 'refund_issued']],
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'sent again': {
      live: async (id) => {
        await comesBack(id, 'reship');
        await deliver(id, 2);
      },
      gone: 1,
      told: [['order_confirmed', 'order_shipped', 'order_shipped', 'delivered']],
      books: [{ ...sold(1150), labels: ['S1 sold', 'S2 sold'] }],
    },
    approved: {
      order: { discountBps: 2000 },
      live: async (id) => {
        await approve(id);
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
      told: [['payment_declined', ...goesWell]],
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
      told: [['order_confirmed', 'order_amended', 'order_shipped', 'order_shipped', 'delivered', 'delivered']],
      books: [sold(1150, 1150)],
    },
    'short, and the rest dropped': {
      order: { shortagePolicy: 'ask' },
      own: { units: 1, quantity: 2, left: [0, 0] },
      live: async (id) => {
        await engine.reaches(id, 'awaiting_decision', PATIENCE_MS);
        await must('agent', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
        await deliver(id, 1);
      },
      gone: 0,
      told: [['shortage_offer', 'order_partly_cancelled', ...goesWell]],
      books: [sold(1150)],
    },
    'one unit not found': {
      order: { shortagePolicy: 'cancel' },
      own: { units: 2, quantity: 2, left: [0, 0] },
      live: async (id) => {
        await labelled(id);
        await must('warehouse', `/v1/shipments/${id}-S1/short-pick`, { missing: oneUnit, reason: 'an empty box' });
        await deliver(id, 1);
      },
      gone: 0,
      // What is captured of an authorisation is what left.
      // A warehouse that is quick sends the rest before the order has looked for the missing unit elsewhere.
      told: [
        ['order_confirmed', 'order_partly_cancelled', 'order_shipped', 'delivered'],
        ['order_confirmed', 'order_shipped', 'order_partly_cancelled', 'delivered'],
      ],
      books: [{ ...sold(1150), intents: ['succeeded 2300'] }],
    },
    ...claimLives(moves, scenario),
    ...customerLives(moves, scenario),
    ...leavingLives(moves, scenario),
    ...officeLives(moves, scenario),
    ...moreClaimLives(moves, scenario),
    ...keptLives(moves, scenario),
    ...lateClaimLives(moves, scenario),
    ...unhappyLives(moves),
  } satisfies Record<string, Life>;
  const all = Object.keys(lives) as (keyof typeof lives)[]; // exactly the keys of the record
  const names = all.filter((name) => only.test(name));
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
    /** What every process that lived should have told. */
    tellings,

    live: async (index: number): Promise<string> => {
      const { customer, own, order, live, told = [goesWell] } = lifeOf(index);
      const customerId = (await customer?.(index)) ?? 'CUS-CARD';
      const line = own ? { sku: ownSku(index), quantity: own.quantity } : { sku, quantity: 1 };
      const answer = await ask('back_office', '/v1/orders', orderBody({ customerId, lines: [line], ...order }));
      expect(answer.status, JSON.stringify(answer.body)).toBe(202);
      tellings.set(`order/${answer.body.id}`, told);
      await live(answer.body.id, { sku: line.sku, customerId });
      return answer.body.id;
    },

    /** All books say what these lives leave behind, once each, and the shelves have what is not gone. */
    expectBooks: async (ids: readonly string[]): Promise<void> => {
      const known = async (id: string): Promise<Books> => ({
        ...(await scenario.booked(id)),
        labels: await scenario.labels(id),
        credits: await scenario.rows.credits(id),
      });
      for (const [index, id] of ids.entries()) {
        const { name, books, own } = lifeOf(index);
        expect(books, `${name}: ${id}`).toContainEqual(await known(id));
        if (own) expect(await scenario.rows.shelf(ownSku(index)), `${name}: ${id}`).toEqual({ MTL: own.left });
      }
      for (const [id, books] of left) expect(await known(id), id).toEqual(books);
      const gone = ids.reduce((sum, _, index) => sum + lifeOf(index).gone, 0);
      await expect.poll(() => scenario.rows.shelf(sku)).toEqual({ MTL: [stock - gone, 0] });
    },
  };
}
