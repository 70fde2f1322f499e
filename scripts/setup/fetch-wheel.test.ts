import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const tools = mkdtempSync(path.join(tmpdir(), 'parcours-tools-'));
afterAll(() => rmSync(tools, { recursive: true, force: true }));

const module = pathToFileURL(path.join(import.meta.dirname, 'fetch-wheel.mjs')).href;
const clear = (folder: string) =>
  execFileSync(process.execPath, [
    ...['--input-type=module', '--eval'],
    `import { clearLeftovers } from '${module}'; await clearLeftovers(process.argv[1]);`,
    folder,
  ]);

it('clears what killed set-ups left of their downloads, and nothing of one that runs', async () => {
  const ended = spawn(process.execPath, ['--version']);
  await once(ended, 'exit');
  const running = `.download-${process.pid}-abc`;
  for (const name of [`.download-${ended.pid}-abc`, '.download-XYZ', running]) {
    mkdirSync(path.join(tools, name));
    writeFileSync(path.join(tools, name, 'some.whl'), 'half');
  }
  writeFileSync(path.join(tools, 'temporal-1.9.1'), 'whole');
  clear(tools);
  expect(readdirSync(tools).sort()).toEqual([running, 'temporal-1.9.1']);
  clear(path.join(tools, 'not-there'));
});
