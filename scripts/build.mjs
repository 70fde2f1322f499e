#!/usr/bin/env node
// What production runs: every program as compiled JavaScript, the migrations beside it, the workflows bundled once, and
// a stamp that says which code this is. Options: --out <folder> (default dist), --no-check (types were checked already),
// --bench (the measures too).
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundlePrograms } from './build/bundle-programs.mjs';
import { bundleWorkflows } from './build/bundle-workflows.mjs';
import { compile } from './build/compile.mjs';
import { copyAssets } from './build/copy-assets.mjs';
import { sha256, whichCode } from './build/which-code.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist' },
    'no-check': { type: 'boolean', default: false },
    bench: { type: 'boolean', default: false },
  },
});
const out = path.resolve(root, values.out);
try {
  await build();
} catch (error) {
  console.error(`not built: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function build() {
  const started = Date.now();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const [code] = await Promise.all([
    bundleWorkflows(path.join(root, 'workflows', 'index.ts')),
    compile(root, out, {
      project: values.bench ? 'tsconfig.bench.json' : 'tsconfig.build.json',
      check: !values['no-check'],
    }),
  ]);
  await bundlePrograms(out);
  copyAssets(root, out);
  writeFileSync(path.join(out, 'workflow-bundle.js'), code);
  chmodSync(path.join(out, 'cli', 'parcours.js'), 0o755);
  const stamp = stampOf(code);
  writeFileSync(path.join(out, 'build.json'), `${JSON.stringify(stamp, null, 2)}\n`);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `built ${path.relative(root, out)}/ in ${seconds} s: version ${stamp.version}, build ${stamp.build}, ` +
      `workflow bundle ${(code.length / 1024).toFixed(0)} KiB, sha256 ${stamp.bundle.slice(0, 12)}…`,
  );
}

/** What process/version.ts reads. */
function stampOf(code) {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return { version, build: whichCode(root, out), bundle: sha256(code) };
}
