#!/usr/bin/env node
// The whole gate in one command: formatting and lint, types, import rules, dead code, then the tests. Ends with one line
// that counts every check: "N passed, N failed".
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const folder = mkdtempSync(path.join(tmpdir(), 'parcours-gate-'));
const report = path.join(folder, 'vitest.json');

const checks = [
  { name: 'format and lint', command: ['biome', 'check', '.'] },
  { name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  { name: 'import rules', command: ['depcruise', '--config', '.dependency-cruiser.cjs', '.'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'tests', command: ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`] },
];

let passed = 0;
let failed = 0;
for (const { name, command } of checks) {
  console.log(`\n== ${name}: ${command.slice(0, 2).join(' ')}`);
  const code = await run(command);
  const counts = name === 'tests' ? readCounts(code) : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  passed += counts.passed;
  failed += counts.failed;
}
rmSync(folder, { recursive: true, force: true });
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(path.join('node_modules', '.bin', program), args, { stdio: 'inherit' });
    child.on('error', () => resolve(127));
    child.on('close', (code) => resolve(code ?? 1));
  });
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
