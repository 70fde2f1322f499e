/** Stories in which the world outside fails. */

import { startOtherWorker } from '../other-worker.ts';
import { reason } from '../personal-data.ts';
import type { Story } from '../story.ts';

export const failures: readonly Story[] = [
  {
    name: 'provider-answers-late',
    play: async ({ product, place, world, deliver, ends }) => {
      await world.stripe.fault({ op: 'authorise', mode: 'timeout_after' });
      const id = await place(await product('LATE', { MTL: 1 }), 1);
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'intervention-retried',
    play: async ({ product, place, carrier, intervene, deliver, ends }) => {
      await carrier.fault({ op: 'buy', mode: 'error_500', times: 5 });
      const id = await place(await product('RETRIED', { MTL: 1 }), 1);
      await intervene('agent', id, 'retry');
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'provider-refused',
    play: async ({ product, place, carrier, intervene, handOver, must, ends }) => {
      await carrier.fault({ op: 'buy', mode: 'refuse' });
      const id = await place(await product('REFUSED', { MTL: 1 }), 1);
      await intervene('supervisor', id, 'skip'); // the label is made by hand
      await handOver(`${id}-S1`);
      await must('agent', `/v1/shipments/${id}-S1/correction`, { status: 'delivered', reason });
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'parked-and-compensated',
    play: async ({ product, place, carrier, intervene, ends }) => {
      await carrier.fault({ op: 'buy', mode: 'refuse' });
      const id = await place(await product('UNDONE', { MTL: 1 }), 1);
      await intervene('supervisor', id, 'compensate');
      await ends(id, 'cancelled');
      return id;
    },
  },
  {
    name: 'worker-killed',
    play: async ({ product, place, world, carrier, deliver, ends }) => {
      await world.stopWorker();
      const other = await startOtherWorker(world);
      await carrier.fault({ op: 'buy', mode: 'timeout_after' });
      const id = await place(await product('KILLED', { MTL: 1 }), 1);
      await carrier.sold(`${id}-S1`);
      await other.kill();
      await world.startWorker();
      await world.labelled(`${id}-S1`, 60_000);
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
];
