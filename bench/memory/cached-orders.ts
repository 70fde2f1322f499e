/**
 * A worker of its own with many idle orders in its cache: `cached-orders.ts <bundle> <orders> main|thread`. Prints how
 * much each added to heap and resident memory, in KB. The steps answer as the real ones do, without a database.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { findTemporalPrograms } from '../../cli/stack/temporal-programs.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import type { OrderInput } from '../../workflows/orders/messages.ts';

const [codePath = '', count = '0', where = 'thread'] = process.argv.slice(2);
const orders = Number(count);
const warmUp = 200;
const taskQueue = 'memory';

Runtime.install({ logger: new DefaultLogger('ERROR') });
const path = findTemporalPrograms().devServer ?? '';
const env = await TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'existing-path', path } } });

let waiting = 0;
const until = Date.now() + 2 * 86_400_000;
const answer = (progress: Omit<Progress, 'until'>) => async (): Promise<Progress> => ({ until, ...progress });
const worker = await Worker.create({
  connection: env.nativeConnection,
  namespace: env.namespace ?? 'default',
  taskQueue,
  workflowBundle: { codePath },
  debugMode: where === 'main',
  maxCachedWorkflows: orders + warmUp + 100,
  activities: {
    screenOrder: answer({ version: 2, status: 'allocating', due: [{ kind: 'reserve', subject: 'ORD-1' }] }),
    reserveStock: answer({ version: 4, status: 'allocating', due: [{ kind: 'authorise', subject: 'ORD-1-P1' }] }),
    authorisePayment: answer({ version: 7, status: 'confirmed', due: [{ kind: 'buy_label', subject: 'ORD-1-S1' }] }),
    buyLabel: async (): Promise<Progress> => {
      waiting += 1;
      return { version: 8, status: 'confirmed', until, due: [] };
    },
  },
});
const finished = worker.run();

await startOrders('warm', warmUp);
const before = await used();
await startOrders('order', orders);
const after = await used();
console.log(
  JSON.stringify({
    heapKb: (after.heap - before.heap) / orders / 1024,
    rssKb: (after.rss - before.rss) / orders / 1024,
  }),
);
worker.shutdown();
await finished;
await env.teardown();

/** Starts them a few at a time, and returns when all wait. */
async function startOrders(prefix: string, howMany: number): Promise<void> {
  const expected = waiting + howMany;
  let next = 0;
  const starter = async () => {
    while (next < howMany) {
      const orderId = `${prefix}-${next++}`;
      const input: OrderInput = { orderId, outsideAttempts: 12, outsideBackoffMs: 2000 };
      await env.client.workflow.start('order', { workflowId: `order/${orderId}`, taskQueue, args: [input] });
    }
  };
  await Promise.all(Array.from({ length: 10 }, starter));
  while (waiting < expected) await pause(50);
  await pause(2000); // the last tasks are reported
}

async function used(): Promise<{ heap: number; rss: number }> {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await pause(300);
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}
