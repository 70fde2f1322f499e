/** Stories about waiting: holds, deadlines, and a history that grew long. */
import { addressOfHers, reason } from '../personal-data.ts';
import type { Story } from '../story.ts';

export const waits: readonly Story[] = [
  {
    name: 'credit-hold-released',
    play: async ({ product, place, world, must, deliver, ends }) => {
      const id = await place(await product('CREDIT', { MTL: 2 }), 2, { payment: { method: 'account' } });
      await world.reaches(id, 'on_hold');
      await must('agent', `/v1/orders/${id}/holds/credit/release`, { reason });
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'hold-deadline',
    play: async ({ product, place, world, ends }) => {
      const shipTo = { ...addressOfHers, postalCode: '123' };
      const id = await place(await product('NOBODY', { MTL: 1 }), 1, { shipTo });
      await world.reaches(id, 'on_hold');
      await ends(id, 'cancelled'); // a real minute
      return id;
    },
  },
  {
    // Needs a server that advises to continue as new after `longHistory` events.
    name: 'continued-as-new',
    play: async ({ product, place, world, must, deliver, ends }) => {
      const id = await place(await product('LONG', { MTL: 1 }), 1);
      await world.labelled(`${id}-S1`);
      for (let round = 0; round < 10; round += 1) {
        await must('agent', `/v1/orders/${id}/holds`, { reason });
        await must('agent', `/v1/orders/${id}/holds/manual/release`, { reason });
      }
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
];

/** Far above what other stories need, and what twenty decisions reach. */
export const longHistory = 100;
