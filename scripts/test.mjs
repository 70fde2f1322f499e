#!/usr/bin/env node
// The whole gate in one command: formatting and lint, types, import rules, dead code, all at once; then the tests, alone,
// since they watch a machine at work. Ends with one line that counts every check: "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'parcours-gate-'));
const report = path.join(folder, 'vitest.json');

const checks = [
  { name: 'format and lint', command: ['biome', 'check', '.'] },
  { name: 'types', command: ['../typescript-7/bin/tsc', '--noEmit', '-p', '.'] },
  { name: 'import rules', command: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'] },
  { name: 'dead code', command: ['knip'] },
];
const tests = {
  name: 'tests',
  command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
};

let passed = 0;
let failed = 0;
for (const running of checks.map((check) => ({ ...check, ended: runQuietly(check.command) }))) {
  const { code, output } = await running.ended;
  console.log(`${headline(running)}\n${output}`);
  if (code === 0) passed += 1;
  else failed += 1;
}
console.log(headline(tests));
const counts = readCounts(await run(tests.command, 'inherit').ended);
passed += counts.passed;
failed += counts.failed;
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function headline({ name, command }) {
  return `\n== ${name}: ${command.slice(0, 2).join(' ')}`;
}

function run([program, ...args], output) {
  const child = spawn(path.join('node_modules', '.bin', program), args, { stdio: ['ignore', output, output] });
  const ended = new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
  return { child, ended };
}

/** What it says is kept until it has ended: several of these run at once. */
async function runQuietly(command) {
  const { child, ended } = run(command, 'pipe');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return { code: await ended, output: output.trimEnd() };
}

/** A run that broke before it wrote its report is one failure. */
function readCounts(code) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    const broken = code !== 0 && numFailedTests === 0 ? 1 : 0;
    return { passed: numPassedTests, failed: numFailedTests + broken };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
