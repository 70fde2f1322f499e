#!/usr/bin/env node
// Outside the gate: the random strikes of test/faults again and again, each run drawing others, of more orders. One line a run.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const usage = 'npm run soak -- [--runs 10] [--seed <first, else drawn>] [--orders 60]';
const { runs, seed, orders } = numbers();
const folder = path.join('.parcours', 'soak');
mkdirSync(folder, { recursive: true });

let failed = 0;
for (let nth = 0; nth < runs; nth += 1) {
  const at = seed + nth;
  const log = path.join(folder, `${at}.log`);
  const began = Date.now();
  const code = await run(log, { FAULT_SEED: String(at), FAULT_ORDERS: String(orders) });
  const seconds = Math.round((Date.now() - began) / 1000);
  const struck = /^struck: .*$/m.exec(readFileSync(log, 'utf8'))?.[0] ?? 'not struck to the end';
  console.log(code === 0 ? `✓ seed ${at}, ${seconds} s, ${struck}` : `✗ seed ${at}, ${seconds} s: read ${log}`);
  if (code !== 0) failed += 1;
}
console.log(`\n${runs - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function numbers() {
  try {
    const string = { type: 'string' };
    const { values } = parseArgs({ options: { runs: string, seed: string, orders: string } });
    const drawn = 1000 + (Date.now() % 1_000_000);
    return { runs: whole(values.runs ?? 10), seed: whole(values.seed ?? drawn), orders: whole(values.orders ?? 60) };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

function whole(given) {
  const number = Number(given);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`"${given}" is no whole number from 1 on`);
  return number;
}

function run(log, env) {
  const output = openSync(log, 'w');
  const vitest = spawn(path.join('node_modules', '.bin', 'vitest'), ['run', 'test/faults/random-kills.test.ts'], {
    env: { ...process.env, NO_COLOR: '1', ...env },
    stdio: ['ignore', output, output],
  });
  return new Promise((resolve) => {
    vitest.on('error', () => resolve(127));
    vitest.on('close', (code) => resolve(code ?? 1));
  });
}
