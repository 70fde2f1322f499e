/** What no import rule can see: calls that are banned, packages in the bundle, words that must not leave the workshop. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sharedWorkflowBundle } from './harness/temporal.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is in the repository, and what is new and not ignored. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root })
  .toString()
  .split('\0')
  .filter((file) => file !== '' && file !== 'package-lock.json' && !file.startsWith('test/histories/'));

function findIn(wanted: RegExp, among: readonly string[]): string[] {
  return among.flatMap((file) => {
    const lines = readIfThere(file).split('\n');
    return lines.flatMap((line, index) => (wanted.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []));
  });
}

/** A file that was removed and not committed yet is still listed. */
function readIfThere(file: string): string {
  try {
    return readFileSync(`${root}${file}`, 'utf8');
  } catch {
    return '';
  }
}

const code = files.filter((file) => /\.(ts|mjs|cjs)$/.test(file) && file !== 'test/architecture.test.ts');

it('opens transactions in db/transaction.ts only: those of the drivers are unsafe when a backend dies', () => {
  const product = code.filter((file) => !file.endsWith('.test.ts') && !/^(bench|test)\//.test(file));
  expect(findIn(/\.(begin|transaction|savepoint)\(/, product)).toEqual([]);
  // The search finds what it looks for.
  expect(findIn(/inTransaction\(/, product).length).toBeGreaterThan(5);
});

it('sends BEGIN by hand in the one helper only', () => {
  const product = code.filter(
    (file) => !file.endsWith('.test.ts') && /^(db|api|activities|domain|process)\//.test(file),
  );
  const senders = findIn(/['"`](begin|start transaction)\b/i, product).map((found) => found.split(':')[0]);
  expect([...new Set(senders)].sort()).toEqual(['db/transaction.ts']);
});

it('puts no parser, no database and nothing of Node into the bundle that every cached workflow holds', () => {
  const bundle = readFileSync(sharedWorkflowBundle().codePath, 'utf8');
  // The bundler names each module by its path.
  const packages = new Set([...bundle.matchAll(/node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].map(([, name]) => name));
  expect([...packages]).toContain('@temporalio/workflow');
  expect(
    [...packages].filter((name) => /^(zod|zod-openapi|drizzle-orm|postgres|express|pino|stripe)$/.test(String(name))),
  ).toEqual([]);
  expect(bundle).not.toMatch(/\.\/db\/(schema|connection|pool)/);
  expect(bundle).not.toMatch(/require\(["'](node:)?(fs|net|http|crypto|child_process)["']\)/);
});

it('keeps no state in modules that all workflows of a worker share', () => {
  const bundle = readFileSync(sharedWorkflowBundle().codePath, 'utf8');
  expect(bundle).toMatch(/preloadModules\(\) \{\s*__webpack_require__\(/);
  const state = /^(export )?(let|var) |^(export )?const .*= new (Weak)?(Map|Set)(<.*>)?\(\)/;
  const shared = [...bundle.matchAll(/"\.\/((?:domain|workflows)\/[\w/-]+\.ts)"/g)].map(([, file]) => String(file));
  expect(shared).toContain('workflows/orders/order.ts');
  expect(findIn(state, [...new Set(shared)])).toEqual([]);
  // The search finds what it looks for.
  expect(findIn(state, code).length).toBeGreaterThan(5);
});

it('names nothing outside itself that only its makers have', () => {
  const outside = new RegExp(['\\.\\./', 'shared\\b|/work/', '(shared|main)\\b'].join(''));
  expect(
    findIn(
      outside,
      files.filter((file) => file !== 'test/architecture.test.ts'),
    ),
  ).toEqual([]);
});
