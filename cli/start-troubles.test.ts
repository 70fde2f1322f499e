/** A start that cannot succeed: one sentence that names the thing and the next move, and nothing is left running. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../process/free-port.ts';
import { runCli, runProgram } from '../test/harness/run-cli.ts';

const taken = createServer();
let folder: string;
let nobody: string;
let takenPort: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parcours-troubles-'));
  nobody = `127.0.0.1:${await freePort()}`;
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const address = taken.address();
  takenPort = String(typeof address === 'object' ? address?.port : '');
});
afterAll(() => {
  taken.close();
  rmSync(folder, { recursive: true, force: true });
});

type Trouble = { readonly what: string; readonly env: () => Record<string, string>; readonly said: RegExp };
const troubles: readonly Trouble[] = [
  {
    what: 'the port it is told to take',
    env: () => ({ PORT: takenPort }),
    said: /port \d+ \(PORT\) is taken by .+: end it, set another PORT/,
  },
  {
    what: 'a database that does not answer',
    env: () => ({ DATABASE_URL: `postgres://x:hunter2@${nobody}/z` }),
    said: /DATABASE_URL cannot be used \(connect ECONNREFUSED .*\): start it, correct DATABASE_URL/,
  },
  {
    what: 'an address of a database that is none',
    env: () => ({ DATABASE_URL: 'banana' }),
    said: /DATABASE_URL is no address of a database: write it as postgres:/,
  },
  {
    what: 'a Temporal that does not answer',
    env: () => ({ TEMPORAL_ADDRESS: nobody }),
    said: /Temporal does not answer at 127\.0\.0\.1:\d+: start it, set TEMPORAL_ADDRESS/,
  },
];

it.each(troubles)('up names $what and what to do, and leaves nothing running', async ({ env, said }) => {
  const state = path.join(folder, crypto.randomUUID());
  const { code, stderr } = await runCli(['up', '--state', state], env(), 110_000);
  expect(stderr).toMatch(said);
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/\n {4}at /);
  expect(stderr).not.toContain('hunter2');
  expect(running(state)).toEqual([]);
});

// Known of /proc alone: a folder that is there, takes none, and says that it is not there.
it.runIf(existsSync('/proc/self'))('up says at once that there can be no folder for its data', async () => {
  const { code, stderr } = await runCli(['up', '--state', '/proc/x/y']);
  expect(stderr).toMatch(/\/proc\/x.*: no folder can be made there; choose another one with --state/);
  expect(code).toBe(1);
});

it.each([
  ['stripe', ['--port']],
  ['easypost', ['--port']],
  ['mail', ['--port']],
  ['mail', ['--http-port']],
])('a simulator alone (%s %o) says which port is taken', async (name, [flag = '']) => {
  const args = [flag, takenPort, ...(flag === '--http-port' ? ['--port', '0'] : [])];
  const { code, stderr } = await runProgram(`simulators/${name}/main.js`, args, { SIM_HTTP_PORT: '0' });
  expect(stderr).toMatch(new RegExp(`cannot start: port ${takenPort} is taken. End .*, or choose another port`));
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(1);
});

it.each([
  { what: 'a file', place: 'file', make: (at: string) => writeFileSync(at, '') },
  { what: 'below a link to nowhere', place: 'link/y', make: (at: string) => symlinkSync('/nowhere', path.dirname(at)) },
])('up names a folder for its data that is none: $what', async ({ place, make }) => {
  const state = path.join(folder, place);
  make(state);
  const { code, stderr } = await runCli(['up', '--state', state]);
  expect(stderr).toMatch(/(file|link)'?: that is no folder; choose another one with --state/);
  expect(code).toBe(1);
});

const running = (state: string): string[] =>
  execFileSync('ps', ['-eww', '-o', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(state));
