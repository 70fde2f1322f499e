#!/usr/bin/env node
// Measures what production runs: builds every program and the measures into .parcours/bench/, and starts bench/main.js there.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const out = path.join('.parcours', 'bench');

const build = ['scripts/build.mjs', '--bench', '--no-check', '--out', out];
// What it says goes to stderr: stdout is the measures' own, also as JSON.
const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: ['ignore', 2, 2] });
if (status !== 0) process.exit(1);

const main = path.join(root, out, 'bench', 'main.js');
const bench = spawn(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
// A terminal tells both; what only this one is told goes on.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => bench.kill(signal));
bench.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
