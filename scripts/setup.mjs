#!/usr/bin/env node
// Makes a fresh clone ready to run: Node, packages, Temporal's two programs. Runs before everything, costs nothing when
// all is there. Options: --json (answer on stdout as JSON), --verify (compare the digests of the cached programs again).
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkNode, ensureNodeModules } from './setup/node-modules.mjs';
import { createReport } from './setup/report.mjs';
import { ensureTemporal } from './setup/temporal-binaries.mjs';

const json = process.argv.includes('--json');
const report = createReport(json);

try {
  checkNode();
  const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  const [nodeModules, temporal] = await settleBoth(root);
  const { devServer, testServer } = temporal;
  report.line(
    `ready in ${report.seconds()} s: node ${process.versions.node}, packages ${nodeModules}, ` +
      `temporal ${describe(devServer)}, test server ${describe(testServer)}`,
  );
  if (json) console.log(JSON.stringify({ ok: true, node: process.versions.node, nodeModules, temporal }, null, 2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  report.line(`failed: ${message}`);
  if (json) console.log(JSON.stringify({ ok: false, message }));
  process.exitCode = 1;
}

/** Both downloads run side by side; both are always awaited, so that a failure leaves nothing half-written behind. */
async function settleBoth(root) {
  const verify = process.argv.includes('--verify');
  const settled = await Promise.allSettled([ensureNodeModules(root, report), ensureTemporal(root, report, { verify })]);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => one.value);
}

function describe({ rung, version, note }) {
  if (rung === 'TEMPORAL_ADDRESS') return `at ${note} (TEMPORAL_ADDRESS)`;
  return version ? `${version} (${rung})` : rung;
}
