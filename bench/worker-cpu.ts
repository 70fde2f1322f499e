/** CPU of the worker per order, ours beside a naive flow that does the same with the same vendors. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { commandFor } from '../cli/stack/program-command.ts';
import { orderWorkflowId } from '../domain/ids.ts';
import { countHistory } from '../test/harness/count-history.ts';
import { figure, ratios } from './figures.ts';
import type { Measure } from './measure.ts';
import type { NaiveInput } from './naive/naive-order.ts';
import { naiveTaskQueue } from './naive/task-queue.ts';
import { cpuMsOf } from './processes.ts';
import { inRounds } from './rounds.ts';
import type { BenchStack } from './stack.ts';

const skus = ['LAMP', 'DESK', 'CHAIR'];
const orders = 40;
/** V8 compiles what is hot; until then an order costs half as much again. */
const warmUp = 200;

export const workerCpu: Measure = {
  name: 'worker-cpu',
  title: `CPU of a warm worker per order of 3 lines, ${orders} at a time, beside a naive flow`,
  quick: false,
  run: async (stand) => {
    const stack = await stand.stack();
    const naive = startNaiveWorker(stack);
    try {
      for (let done = 0; done < warmUp; done += orders) await Promise.all([runOurs(stack), runNaive(stack)]);
      const cpu = await inRounds(5, {
        ours: () => cpuPerOrder(stack.pid('worker'), () => runOurs(stack)),
        naive: () => cpuPerOrder(naive.pid, () => runNaive(stack)),
      });
      const [ourId = ''] = await runOurs(stack, 1);
      const [naiveId = ''] = await runNaive(stack, 1);
      const [ours, theirs] = await Promise.all(
        [orderWorkflowId(ourId), naiveId].map((id) => countHistory(stack.temporal, id)),
      );
      return [
        figure('worker CPU, ours', 'ms/order', cpu.ours),
        figure('worker CPU, naive flow', 'ms/order', cpu.naive),
        figure('ours / naive', 'x', ratios(cpu.ours, cpu.naive), { atMost: 0.3 }),
        figure('history events, ours', '', [ours?.events ?? Number.NaN]),
        figure('history events, naive flow', '', [theirs?.events ?? Number.NaN]),
        figure('workflow tasks, naive flow', '', [theirs?.workflowTasks ?? Number.NaN]),
        figure('billable actions, naive flow', '', [theirs?.actions ?? Number.NaN]),
      ];
    } finally {
      await naive.stop();
    }
  },
};

async function cpuPerOrder(pid: number, run: () => Promise<unknown>): Promise<number> {
  const before = cpuMsOf(pid);
  await run();
  return (cpuMsOf(pid) - before) / orders;
}

async function runOurs(stack: BenchStack, count = orders): Promise<string[]> {
  const ids = await Promise.all(Array.from({ length: count }, () => stack.place(skus)));
  await Promise.all(ids.map(stack.handOver));
  await stack.reach(ids, 'completed');
  return ids;
}

/** The carrier's and the warehouse's part is played here: no API stands before the naive flow. */
async function runNaive(stack: BenchStack, count = orders): Promise<string[]> {
  const run = async () => {
    const orderId = await insertOrder(stack);
    const input: NaiveInput = { orderId, lines: skus.map((_, index) => index + 1), claimWindowMs: 3000 };
    const handle = await stack.temporal.workflow.start('naiveOrder', {
      workflowId: orderId,
      taskQueue: naiveTaskQueue,
      args: [input],
    });
    await handle.signal('handOver');
    for (const scan of ['label_created', 'in_transit', 'out_for_delivery', 'delivered'])
      await handle.signal('scan', scan);
    await handle.result();
    return orderId;
  };
  return Promise.all(Array.from({ length: count }, run));
}

/** Without a command, or the relay would start our own process for it. */
async function insertOrder({ database }: BenchStack): Promise<string> {
  const id = `NAIVE-${randomUUID()}`;
  await database.query.execute(sql`
    insert into orders (id, customer_id, channel, currency, net_minor, tax_minor, total_minor, shortage_policy, payment_method,
      payment_token, ship_to, policy, placed_by)
    select ${id}, id, 'web', 'CAD', 8997, 1347, 10344, 'ask', 'card', 'pm_card_visa', bill_to, '{}', 'bench' from customers where id = 'CUS-CARD'`);
  await database.query.execute(sql`
    insert into order_lines (order_id, line_no, sku, unit_price_minor, tax_rate_ppm, discount_minor, net_minor, tax_minor, total_minor, parts, weight_grams, ordered)
    select ${id}, no, sku, 2999, 149750, 0, 2999, 449, 3448, '[]', 1000, 1 from unnest(${sql.param(skus)}::text[]) with ordinality s (sku, no)`);
  return id;
}

function startNaiveWorker({ env }: BenchStack) {
  const { command, args } = commandFor('bench/naive/worker.ts');
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (child.pid === undefined) throw new Error('the naive worker could not be started');
  return {
    pid: child.pid,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}
