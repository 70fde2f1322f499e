/** Stories in which nothing needs a decision. */
import { reason } from '../personal-data.ts';
import type { Story } from '../story.ts';

export const deliveries: readonly Story[] = [
  {
    name: 'happy-path',
    play: async ({ product, place, deliver, ends }) => {
      const id = await place(await product('HAPPY', { MTL: 5 }), 2);
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'split-over-two-warehouses',
    play: async ({ product, place, deliver, ends }) => {
      const id = await place(await product('SPLIT', { MTL: 2, TOR: 2 }), 4);
      await deliver(`${id}-S1`);
      await deliver(`${id}-S2`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'backordered-then-filled',
    play: async ({ product, place, world, must, deliver, ends }) => {
      const sku = await product('LATER', { MTL: 1 });
      const id = await place(sku, 3, { shortagePolicy: 'backorder' });
      await world.reaches(id, 'backordered');
      await must('warehouse', '/v1/stock/receipts', { lines: [{ sku, locationId: 'MTL', quantity: 2 }] });
      await world.reaches(id, 'confirmed');
      await deliver(`${id}-S1`);
      await deliver(`${id}-S2`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'returned-to-sender',
    play: async ({ product, place, handOver, scan, tracked, rows, must, ends }) => {
      const id = await place(await product('BACK', { MTL: 2 }), 2);
      await handOver(`${id}-S1`);
      await scan(`${id}-S1`, 'return_to_sender');
      await tracked(`${id}-S1`, 'returning');
      await must('warehouse', `/v1/shipments/${id}-S1/returns`, {
        lines: [{ lineNo: 1, restocked: 2, writtenOff: 0 }],
        // biome-ignore lint/suspicious/noThenProperty: a field of the request
        then: 'refund',
        reason,
      });
      await ends(id, 'completed');
      const refunded = (await rows.ledger(id))[0]?.refunded;
      if (refunded !== 2) throw new Error(`${refunded} units were refunded, not 2`);
      return id;
    },
  },
];
