/** Memory of a worker per order that waits in its cache. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { commandFor } from '../cli/stack/program-command.ts';
import { figure } from './figures.ts';
import type { Measure } from './measure.ts';
import type { Stand } from './stand.ts';

const shape = z.object({ heapKb: z.number(), rssKb: z.number() });

export const workflowMemory: Measure = {
  name: 'workflow-memory',
  title: 'memory per cached idle order workflow',
  quick: false,
  run: async (stand) => {
    const orders = 2000;
    // On the main thread, where its heap can be read; then as workers run, on a thread of their own.
    const inMain = await cachedOrders(stand, orders, 'main');
    const inThread = await cachedOrders(stand, orders, 'thread');
    return [
      figure('cached orders, labelled and waiting for hand-over', '', [orders]),
      figure('heap per order after gc', 'KB', [inMain.heapKb], { atMost: 120 }),
      figure('resident memory per order, worker as it runs', 'KB', [inThread.rssKb]),
    ];
  },
};

async function cachedOrders(stand: Stand, orders: number, where: 'main' | 'thread') {
  const program = commandFor('bench/memory/cached-orders.ts');
  const args = ['--expose-gc', ...program.args, await stand.bundle(), String(orders), where];
  const { stdout } = await promisify(execFile)(program.command, args, { timeout: 300_000 });
  return shape.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
}
