import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import { type Random, upTo } from '../harness/random.ts';
import type { Scenario } from '../harness/scenario.ts';
import { orderBody } from '../harness/world.ts';
import { insist, PATIENCE_MS } from './blind-caller.ts';
import type { Engine } from './engine.ts';

const kinds = ['delivered', 'delivered', 'cancelled', 'returned'] as const;
export type Life = (typeof kinds)[number];

/** Whole lives of orders of one unit, through callers that ask until they are answered, whatever dies meanwhile. `random` says when one cancels. */
export function createLives(engine: Engine, scenario: Scenario, { sku, random }: { sku: string; random: Random }) {
  const ask = (role: Role, path: string, body: object) =>
    insist(engine.callers, { role, path, body, key: crypto.randomUUID() });

  /** A refusal that says to try again later is tried again, as a new request. */
  async function must(role: Role, path: string, body: object): Promise<void> {
    let answer = await ask(role, path, body);
    for (const deadline = Date.now() + PATIENCE_MS; answer.body.retryable === true && Date.now() < deadline; ) {
      await pause(200);
      answer = await ask(role, path, body);
    }
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  }

  async function send(id: string): Promise<void> {
    await engine.labelled(`${id}-S1`, PATIENCE_MS);
    await must('warehouse', `/v1/shipments/${id}-S1/hand-over`, {});
  }

  const endOf = {
    delivered: async (id: string) => {
      await send(id);
      await scenario.scan(`${id}-S1`, 'in_transit');
      await scenario.scan(`${id}-S1`, 'delivered');
      await engine.reaches(id, 'completed', PATIENCE_MS);
    },
    cancelled: async (id: string) => {
      // Anywhere between being placed and being packed.
      await pause(upTo(random, 2000));
      await must('back_office', `/v1/orders/${id}/cancel`, { reason: 'no longer' });
      await engine.reaches(id, 'cancelled', PATIENCE_MS);
    },
    returned: async (id: string) => {
      await send(id);
      // Before its money has come, nothing can be given back: a warehouse that is told so waits, as this one does.
      await expect.poll(() => scenario.payments(id), { timeout: PATIENCE_MS }).toEqual(['captured']);
      await scenario.scan(`${id}-S1`, 'return_to_sender');
      const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
      // biome-ignore lint/suspicious/noThenProperty: a field of the request
      await must('warehouse', `/v1/shipments/${id}-S1/returns`, { lines, then: 'refund', reason: 'came back' });
      await expect.poll(async () => (await scenario.booked(id)).refunds, { timeout: PATIENCE_MS }).toHaveLength(1);
    },
  } satisfies Record<Life, (id: string) => Promise<void>>;

  return {
    kindOf: (index: number): Life => kinds[index % kinds.length] ?? 'delivered',

    live: async (life: Life): Promise<string> => {
      const answer = await ask('back_office', '/v1/orders', orderBody({ lines: [{ sku, quantity: 1 }] }));
      expect(answer.status).toBe(202);
      await endOf[life](answer.body.id);
      return answer.body.id;
    },

    /** The vendors' books say what such a life leaves behind, once. */
    expectBooks: async (life: Life, id: string): Promise<void> => {
      const books = { ...(await scenario.booked(id)), labels: await scenario.labels(id) };
      const sold = { intents: ['succeeded 1150'], captures: [1150], labels: ['S1 sold'] };
      if (life === 'delivered') return expect(books).toEqual({ ...sold, refunds: [] });
      if (life === 'returned') return expect(books).toEqual({ ...sold, refunds: ['succeeded 1150'] });
      // Cancelled at any moment: nothing was asked yet, or it was given back.
      expect(books).toMatchObject({ captures: [], refunds: [] });
      expect([[], ['canceled 1150']]).toContainEqual(books.intents);
      expect([[], ['S1 refunded']]).toContainEqual(books.labels);
    },
  };
}
