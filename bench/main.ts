/**
 * `npm run bench [-- name…] [--quick] [--json]`: measures the engine on this machine. Exit code 0 whatever was found:
 * a missed target is a figure, not a failure; 1 when a measure broke, 2 when it was not asked properly.
 */
import { parseArgs } from 'node:util';
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
  idleProcesses,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => !measures.some((measure) => measure.name === name));
if (unknown.length > 0) {
  console.error(`bench: no measure ${unknown.join(', ')}; there are ${measures.map((m) => m.name).join(', ')}`);
  process.exit(2);
}
// What is asked for by name is measured, however long it takes.
const chosen = measures.filter(({ name, quick }) =>
  positionals.length > 0 ? positionals.includes(name) : quick || !values.quick,
);

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
