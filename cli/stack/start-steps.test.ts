/** Postgres and Temporal beside the programs that need them: who dies unasked is told, who is told to end is not. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';
import { isAlive } from '../../process/is-alive.ts';
import type { ChildDeath } from './child.ts';
import { endProcess } from './own-process.ts';
import { createStackParts, type StackParts } from './stack-parts.ts';
import { prepareProgram, provideDatabase, provideTemporal, type StartContext } from './start-steps.ts';

let folder: string;
let deaths: ChildDeath[];
const started: StackParts[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parcours-steps-'));
  // As root Postgres runs as somebody else, who would else be given another folder.
  chmodSync(folder, 0o755);
  deaths = [];
});
afterEach(async () => {
  for (const parts of started.splice(0)) await parts.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A start as `parcours up` makes it; a second one on the same folder takes over what the first one started. */
function startOf(told: ChildDeath[]): StartContext {
  const parts = createStackParts();
  started.push(parts);
  return {
    report: { during: (_title, work) => work(), died: (death) => void told.push(death) },
    environment: {},
    stateFolder: folder,
    claim: { remember: () => {}, release: () => {} },
    parts,
  };
}

const servers = [
  {
    server: 'Postgres',
    provide: provideDatabase,
    pid: () => Number(readFileSync(path.join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]),
    log: 'postgres.log',
    says: /database system is ready/,
    meanwhile: /503.*nothing is lost/,
  },
  {
    server: 'Temporal',
    provide: provideTemporal,
    pid: () => Number(JSON.parse(readFileSync(path.join(folder, 'temporal', 'server.json'), 'utf8')).pid),
    log: 'temporal.log',
    // Nothing, when all went well.
    says: /^/,
    meanwhile: /202.*nothing is lost/,
  },
];

it.each(servers)('$server that dies is told, with its log and what it said last', async (one) => {
  await one.provide(startOf(deaths));
  await endProcess(one.pid(), 'SIGKILL');
  await expect.poll(() => deaths).toHaveLength(1);
  expect(deaths).toEqual([
    {
      name: one.server,
      how: 'signal SIGKILL',
      logFile: expect.stringContaining(path.join(folder, one.server.toLowerCase(), one.log)),
      lastLines: expect.stringMatching(one.says),
      meanwhile: expect.stringMatching(one.meanwhile),
    },
  ]);
});

it.each([
  { name: 'worker', meanwhile: /202.*nothing is lost/ },
  { name: 'api', meanwhile: /nobody is answered/ },
] as const)('a program that dies as $name is told with what that means', async ({ name, meanwhile }) => {
  const [smtp, inbox] = [await freePort(), await freePort()];
  // What it runs is not what is looked at: the mail simulator starts soonest.
  const { child, start } = prepareProgram(startOf(deaths), name, {
    program: 'simulators/mail/main.ts',
    readyUrl: `http://127.0.0.1:${inbox}/_sim/inbox`,
    env: { PORT: String(smtp), SIM_HTTP_PORT: String(inbox), HOST: '127.0.0.1' },
  });
  await start();
  await endProcess(Number(child.pid()), 'SIGKILL');
  await expect.poll(() => deaths).toHaveLength(1);
  expect(deaths).toMatchObject([{ name, how: 'signal SIGKILL', meanwhile: expect.stringMatching(meanwhile) }]);
});

it.each(servers)('$server of an earlier run that was taken over is told of too', async (one) => {
  const earlier: ChildDeath[] = [];
  await one.provide(startOf(earlier));
  await one.provide(startOf(deaths));
  await endProcess(one.pid(), 'SIGKILL');
  await expect.poll(() => deaths).toHaveLength(1);
  expect(deaths).toMatchObject([{ name: one.server, how: 'process is gone' }]);
});

it.each(servers)('$server that is told to end is not told of', async (one) => {
  const context = startOf(deaths);
  await one.provide(context);
  const pid = one.pid();
  await context.parts.stop();
  expect(isAlive(pid)).toBe(false);
  expect(deaths).toEqual([]);
});
