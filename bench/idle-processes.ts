/** What 10,000 processes that only wait cost the worker: its CPU with and without them, their timers and their tasks. */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { processWorkflowId } from '../domain/processes/process-kinds.ts';
import { countTimers } from '../test/harness/count-history.ts';
import { figure } from './figures.ts';
import { type Idle, openIdle } from './idle/open-idle.ts';
import type { Measure } from './measure.ts';
import { cpuMsOf } from './processes.ts';
import type { BenchStack } from './stack.ts';

const patienceMs = 10 * 60_000;

export const idleProcesses: Measure = {
  name: 'idle-processes',
  title: 'CPU of the worker beside idle opportunities, enrolments and cases',
  quick: true,
  run: async (stand) => {
    const stack = await stand.stack();
    const audit = await auditOf(stack);
    const [count, windows, windowMs] = stand.quick ? [60, 1, 3000] : [10_000, 5, 10_000];
    await pause(windowMs); // what starting cost is over
    const without = await cpuPerSecond(stack, windows, windowMs);
    stand.note(`opening ${count} processes`);
    const idle = await openIdle(stack, { count, note: stand.note });
    await mailIsSent(stack);
    await pause(windowMs);
    const sample = idle.filter((_, index) => index % Math.ceil(count / 60) === 0);
    const before = await look(stack, sample);
    const beside = await cpuPerSecond(stack, windows, windowMs);
    const after = await look(stack, sample);
    const auditMs = await audit.cpuMs();
    const tasks = after.map(({ workflowTasks }, index) => workflowTasks - (before[index]?.workflowTasks ?? 0));
    return [
      figure('idle processes', '', [idle.length]),
      figure('worker CPU without them', 'ms/s', without),
      figure('worker CPU beside them', 'ms/s', beside),
      figure('worker CPU of one audit of them all, hourly', 'ms', [auditMs]),
      figure(`timers outstanding, each of ${sample.length}`, '', [Math.max(...after.map((one) => one.outstanding))], {
        atMost: 1,
      }),
      figure(`workflow tasks meanwhile, all of ${sample.length}`, '', [tasks.reduce((sum, n) => sum + n, 0)], {
        atMost: 0,
      }),
    ];
  },
};

/** The audit looks at every process; here every minute, in production every hour. It waits, and is measured by itself. */
async function auditOf(stack: BenchStack): Promise<{ cpuMs: () => Promise<number> }> {
  const handle = stack.temporal.schedule.getHandle('parcours-audit-drift');
  const isDone = async (): Promise<boolean> => (await handle.describe()).info.runningActions.length === 0;
  const ended = async (): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; !(await isDone()); await pause(200))
      if (Date.now() > deadline) throw new Error('the audit does not end');
  };
  const lastRun = async () => (await handle.describe()).info.recentActions.at(-1)?.action.workflow;
  await handle.pause('measured by itself');
  await ended();
  return {
    cpuMs: async () => {
      const [cpu, before] = [cpuMsOf(stack.pid('worker')), await lastRun()];
      await handle.trigger();
      let run = await lastRun();
      for (; run === undefined || run.firstExecutionRunId === before?.firstExecutionRunId; run = await lastRun())
        await pause(50);
      await stack.temporal.workflow.getHandle(run.workflowId, run.firstExecutionRunId).result();
      return cpuMsOf(stack.pid('worker')) - cpu;
    },
  };
}

async function cpuPerSecond(stack: BenchStack, windows: number, windowMs: number): Promise<number[]> {
  const found: number[] = [];
  for (let window = 0; window < windows; window += 1) {
    const [cpu, start] = [cpuMsOf(stack.pid('worker')), performance.now()];
    await pause(windowMs);
    found.push((cpuMsOf(stack.pid('worker')) - cpu) / ((performance.now() - start) / 1000));
  }
  return found;
}

const look = ({ temporal }: BenchStack, idle: readonly Idle[]) =>
  Promise.all(idle.map(({ kind, id }) => countTimers(temporal, processWorkflowId(kind, id))));

/** Resolves when no mail is on its way any more: each case tells its customer that it was received. */
async function mailIsSent({ database }: BenchStack): Promise<void> {
  for (const deadline = Date.now() + patienceMs; ; await pause(500)) {
    const [row] = await database.query.execute<{ n: number }>(
      sql`select count(*)::int as n from messages where state = 'queued'`,
    );
    if (row?.n === 0) return;
    if (Date.now() > deadline) throw new Error(`${row?.n} messages are not sent yet`);
  }
}
