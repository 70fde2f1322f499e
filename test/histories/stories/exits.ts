/** Stories of exits: who goes is settled and forgotten, who is offered enough stays, and what fails is tried again. */
import { customers } from '../../../db/schema/customers.ts';
import { addressOfHers, planted, reason } from '../personal-data.ts';
import type { Stage } from '../stage.ts';
import type { Story } from '../story.ts';

const path = '/v1/exits';

export const exits: readonly Story[] = [
  {
    name: 'exit-erased',
    play: async (stage) => {
      const { processes, must, product, place, handOver, carrier, scan, tracked, world } = stage;
      const customerId = await castLeaver(stage, 'CUS-LEAVES');
      const orderId = await place(await product('LAST-LAMP', { MTL: 1 }), 1, { customerId });
      await carrier.sold(`${orderId}-S1`);
      const id = await processes.open('back_office', path, { customerId, reason: 'quality', comment: reason });
      await must('agent', `${path}/${id}/offer`, { answer: 'refuse' });
      await processes.comesTo(path, id, 'waiting for the order', (exit) => exit.waitsFor.length > 0);
      await handOver(`${orderId}-S1`);
      for (const status of ['in_transit', 'out_for_delivery', 'delivered']) await scan(`${orderId}-S1`, status);
      await tracked(`${orderId}-S1`, 'delivered');
      await world.reaches(orderId, 'completed');
      await processes.comesTo(path, id, 'waiting for her yes', ({ waiting }) => waiting?.for === 'confirmation');
      await must('agent', `${path}/${id}/confirm`, {});
      await processes.ends(path, id, 'erased');
      return id;
    },
  },
  {
    name: 'exit-retained',
    play: async (stage) => {
      const { processes, must } = stage;
      const customerId = await castLeaver(stage, 'CUS-STAYS');
      const id = await processes.open('back_office', path, { customerId });
      await must('agent', `${path}/${id}/reason`, { reason: 'service', comment: reason });
      await must('agent', `${path}/${id}/offer`, { answer: 'accept' });
      await processes.ends(path, id, 'retained');
      return id;
    },
  },
];

/** Another one than she of the other stories, of whom nothing may be erased. */
async function castLeaver({ world }: Stage, id: string): Promise<string> {
  await world.database.query
    .insert(customers)
    .values({ id, name: planted.name, email: planted.email, locale: 'fr', billTo: addressOfHers });
  return id;
}
