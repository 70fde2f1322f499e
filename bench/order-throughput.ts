/** Orders over HTTP by 16 callers on one SKU, with API, worker, Postgres, Temporal and the simulators on the same cores. */
import { figure } from './figures.ts';
import type { Measure } from './measure.ts';
import { cpuMsOf } from './processes.ts';
import { ratePerSecond } from './rounds.ts';
import type { BenchStack } from './stack.ts';

const callers = 16;
const rounds = 3;
const seconds = 5;
const parts = ['api', 'worker', 'postgres', 'temporal', 'stripe', 'easypost', 'mail'] as const;

export const orderThroughput: Measure = {
  name: 'order-throughput',
  title: `orders placed over HTTP by ${callers} callers on one SKU, everything on these cores`,
  quick: false,
  run: async (stand) => {
    const stack = await stand.stack();
    await oneRound(stack, 2);
    const found: Round[] = [];
    for (let round = 0; round < rounds; round += 1) found.push(await oneRound(stack, seconds));
    return [
      figure(
        'placed (answered 202)',
        '/s',
        of(found, (round) => round.placedPerSecond),
      ),
      figure(
        'carried to confirmed, from first POST to last',
        '/s',
        of(found, (round) => round.confirmedPerSecond),
      ),
      ...parts.map((part) =>
        figure(
          `CPU of ${part}`,
          'ms/order',
          of(found, (round) => round.cpu[part] ?? 0),
        ),
      ),
      figure(
        'CPU of the callers (this process)',
        'ms/order',
        of(found, (round) => round.cpu.callers ?? 0),
      ),
    ];
  },
};

type Round = {
  readonly placedPerSecond: number;
  readonly confirmedPerSecond: number;
  /** Per order, from the first POST until all are confirmed. */
  readonly cpu: Readonly<Record<string, number>>;
};

async function oneRound(stack: BenchStack, forSeconds: number): Promise<Round> {
  const before = cpuOf(stack);
  const start = performance.now();
  const ids: string[] = [];
  const placedPerSecond = await ratePerSecond(callers, forSeconds, async () => {
    ids.push(await stack.place(['LAMP']));
  });
  await stack.reach(ids, 'confirmed');
  const confirmedPerSecond = ids.length / ((performance.now() - start) / 1000);
  const after = cpuOf(stack);
  const cpu = Object.fromEntries(
    Object.entries(after).map(([part, ms]) => [part, (ms - (before[part] ?? 0)) / ids.length]),
  );
  return { placedPerSecond, confirmedPerSecond, cpu };
}

function cpuOf(stack: BenchStack): Record<string, number> {
  const { user, system } = process.cpuUsage();
  const each = parts.map((part) => [part, cpuMsOf(stack.pid(part))] as const);
  return { ...Object.fromEntries(each), callers: (user + system) / 1000 };
}

const of = <T>(found: readonly Round[], pick: (round: Round) => T): T[] => found.map(pick);
