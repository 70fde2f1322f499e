import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCli } from '../test/harness/run-cli.ts';
import { createLocalEnv, sharedWorkflowBundle } from '../test/harness/temporal.ts';

let folder: string;
let env: TestWorkflowEnvironment;
let settings: Record<string, string>;
let recorded: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'parcours-replay-'));
  env = await createLocalEnv();
  settings = { TEMPORAL_ADDRESS: env.address, WORKFLOW_BUNDLE: sharedWorkflowBundle().codePath };
  recorded = path.join(folder, 'recorded.json');
  await runOnce('sweep-one');
  const exported = await runCli(['history', 'export', 'sweep-one', '-o', recorded], settings);
  expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining('11 events of sweep-one') });
});

afterAll(async () => {
  await env?.teardown();
  rmSync(folder, { recursive: true, force: true });
});

async function runOnce(workflowId: string): Promise<void> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'replay',
    workflowBundle: sharedWorkflowBundle(),
    activities: { sweepStock: async () => ({ expired: 0, filled: 0, nudged: 0 }) },
  });
  await worker.runUntil(env.client.workflow.execute('sweepStock', { workflowId, taskQueue: 'replay', args: [] }));
}

/** The recording as a version of the code would have made it whose workflow of this name did another step. */
function recordedWithFormerStep(): string {
  const file = path.join(folder, 'former-step.json');
  const text = readFileSync(recorded, 'utf8').replaceAll('sweepStock', 'formerStep');
  // The first is the workflow's own name.
  writeFileSync(file, text.replace('formerStep', 'sweepStock'));
  return file;
}

it('exits with 0 where the code does what was recorded, from a file and from the server', async () => {
  expect(await runCli(['replay', recorded], settings)).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^same/),
  });
  expect(await runCli(['replay', 'sweep-one'], settings)).toMatchObject({ code: 0 });
});

it('exits with 1 and shows the first diverging event against what the code does now', async () => {
  const file = recordedWithFormerStep();
  const { code, stdout } = await runCli(['--json', 'replay', file], settings);
  expect(code).toBe(1);
  expect(JSON.parse(stdout).replayed).toMatchObject([
    {
      workflowId: 'sweep-one',
      divergence: {
        eventId: 5,
        recorded: 'event 5, ActivityTaskScheduled of formerStep',
        now: expect.stringContaining("'sweepStock'"),
      },
    },
  ]);
});

it('replays a folder whole: one that differs fails it, and the others are still told', async () => {
  recordedWithFormerStep();
  const { code, stdout } = await runCli(['--json', 'replay', folder], settings);
  expect(code).toBe(1);
  const { replayed } = JSON.parse(stdout);
  expect(replayed.map(({ divergence }: { divergence?: unknown }) => divergence !== undefined)).toEqual([true, false]);
});

it('says what to do when there is no such history', async () => {
  const unknown = await runCli(['history', 'export', 'nobody'], settings);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('after retention') });
  // Which one was asked: another has it, perhaps.
  expect(unknown.stderr).toContain(`Temporal at ${env.address} (namespace default) has no history of nobody`);
  const notOne = path.join(mkdtempSync(path.join(folder, 'x-')), 'no.json');
  writeFileSync(notOne, '{"events":[]}');
  expect(await runCli(['replay', notOne], settings)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('parcours history export'),
  });
});
