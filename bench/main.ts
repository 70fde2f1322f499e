/**
 * `npm run bench [-- name…] [--quick] [--json]`: measures the engine on this machine. Exit code 0 whatever was found:
 * a missed target is a figure, not a failure; 1 when a measure broke, 2 when it was not asked properly.
 */
import { Argument, Command } from 'commander';
import { audit } from './audit.ts';
import { businessClock } from './business-clock.ts';
import { commitsPerOrder } from './commits-per-order.ts';
import { dataLayer } from './data-layer.ts';
import { historyCounts } from './history-counts.ts';
import { idleProcesses } from './idle-processes.ts';
import type { Measure } from './measure.ts';
import { orderList } from './order-list.ts';
import { orderThroughput } from './order-throughput.ts';
import { processCounts } from './process-counts.ts';
import { asJson, asText, type Result } from './report.ts';
import { reservations } from './reservations.ts';
import { createStand } from './stand.ts';
import { workerCpu } from './worker-cpu.ts';
import { workflowMemory } from './workflow-memory.ts';

const measures: readonly Measure[] = [
  historyCounts,
  processCounts,
  businessClock,
  commitsPerOrder,
  orderThroughput,
  workerCpu,
  reservations,
  dataLayer,
  orderList,
  workflowMemory,
  audit,
  idleProcesses,
];

const names = measures.map((measure) => measure.name);
const program = new Command('bench')
  .description('Measures the engine on this machine, by its own servers on free ports.')
  .addArgument(new Argument('[measures...]', 'only these, however long they take').choices(names))
  .option('--quick', 'fewer and shorter rounds, quick measures only: does it run, not what is it worth', false)
  .option('--json', 'the same as JSON, with `met` per figure', false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const asked = program.processedArgs[0] as string[]; // what the argument above declares
const values = program.opts<{ quick: boolean; json: boolean }>();
const chosen = measures.filter(({ name, quick }) => (asked.length > 0 ? asked.includes(name) : quick || !values.quick));

const stand = createStand({ quick: values.quick, note: (text) => console.error(`  ${text}`) });
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stand.close().finally(() => process.exit(1)));
}

const results: Result[] = [];
for (const { name, title, run } of chosen) {
  console.error(`${name}: ${title}`);
  const start = performance.now();
  try {
    results.push({ name, title, figures: await run(stand), seconds: (performance.now() - start) / 1000 });
  } catch (error) {
    process.exitCode = 1;
    results.push({ name, title, figures: [], seconds: (performance.now() - start) / 1000, broke: firstWords(error) });
  }
  const newest = results.at(-1);
  if (newest && !values.json) console.log(asText(newest));
}
if (values.json) console.log(asJson(results, values.quick));
await stand.close();

/** A refused statement repeats its parameters: hundreds of them. */
function firstWords(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text
    .split('\n')
    .slice(0, 6)
    .map((line) => line.slice(0, 300))
    .join('\n');
}
