import { expect } from 'vitest';
import type { Answer } from '../harness/api-client.ts';
import type { Scenario } from '../harness/scenario.ts';

/** What the vendors and the shelf know of an order of one unit when its story is over. */
export const endings = {
  placed: { intents: ['requires_capture 1150'], captures: [], refunds: [], labels: ['S1 sold'], shelf: [5, 1] },
  'handed over': { intents: ['succeeded 1150'], captures: [1150], refunds: [], labels: ['S1 sold'], shelf: [4, 0] },
  cancelled: { intents: ['canceled 1150'], captures: [], refunds: [], labels: ['S1 refunded'], shelf: [5, 0] },
  corrected: { intents: ['succeeded 1150'], captures: [1150], refunds: [], labels: ['S1 sold'], shelf: [4, 0] },
  arrived: { intents: ['succeeded 1150'], captures: [1150], refunds: [], labels: ['S1 sold'], shelf: [4, 0] },
  returned: {
    intents: ['succeeded 1150'],
    captures: [1150],
    refunds: ['succeeded 1150'],
    labels: ['S1 sold'],
    shelf: [5, 0],
  },
} as const;
export type Story = keyof typeof endings;

export type Stories = ReturnType<typeof createStories>;

/** Short lives of orders that each have a product of their own, so that the shelf speaks of this order alone. */
export function createStories(scenario: Scenario, place: (body: object) => Promise<string>) {
  return {
    stock: (sku: string): Promise<string> => scenario.product(sku, { MTL: 5 }),

    place: (sku: string, more: object = {}): Promise<string> => place({ ...more, lines: [{ sku, quantity: 1 }] }),

    /** Brings a placed order to where the command of its story may be given. */
    prepare: async (story: Story, id: string): Promise<void> => {
      if (story === 'placed') return;
      await scenario.packed(`${id}-S1`);
      if (story === 'handed over' || story === 'cancelled') return;
      await scenario.send(`${id}-S1`);
      await expect.poll(() => scenario.payments(id)).toEqual(['captured']);
      if (story === 'returned') await scenario.scanned(`${id}-S1`, 'return_to_sender', 'returning');
    },

    /** Gives the command of the story; null where nobody commands: the order was placed, or the carrier speaks. */
    command: async (story: Story, id: string): Promise<Answer | null> => {
      if (story === 'placed') return null;
      if (story === 'handed over') return scenario.handOver(`${id}-S1`);
      if (story === 'cancelled') return scenario.cancel(id);
      if (story === 'corrected') {
        return scenario.ask('agent', `/v1/shipments/${id}-S1/correction`, { status: 'delivered', reason: 'seen' });
      }
      if (story === 'arrived') {
        await scenario.scanned(`${id}-S1`, 'delivered');
        return null;
      }
      const lines = [{ lineNo: 1, restocked: 1, writtenOff: 0 }];
      // biome-ignore lint/suspicious/noThenProperty: a field of the request
      const body = { lines, then: 'refund', reason: 'came back' };
      return scenario.ask('warehouse', `/v1/shipments/${id}-S1/returns`, body);
    },

    /** To be compared with `endings`. */
    books: async (id: string, sku: string) => {
      const { MTL: shelf } = await scenario.rows.shelf(sku);
      return { ...(await scenario.booked(id)), labels: await scenario.labels(id), shelf };
    },
  };
}
