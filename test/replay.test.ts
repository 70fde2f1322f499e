import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventsOf, processBudgets } from '../bench/process-counts.ts';
import { type Divergence, explainDivergence } from '../cli/divergence.ts';
import { type History, historyText, readHistories } from '../cli/history.ts';
import { runCli } from './harness/run-cli.ts';
import { sharedWorkflowBundle } from './harness/temporal.ts';
import { mutants } from './histories/mutants.ts';
import { planted } from './histories/personal-data.ts';
import { processMutants } from './histories/process-mutants.ts';
import { readable } from './histories/readable.ts';
import { stories } from './histories/stories.ts';
import { bundleVariants, sources, type Variant, variantType } from './histories/variant.ts';

const folder = fileURLToPath(new URL('./histories/', import.meta.url));
const today = sharedWorkflowBundle();
const goldens = readHistories(folder).map(({ name, history }) => ({ name: path.basename(name, '.json'), history }));

/** What differs under this code, by the name of the history. */
async function replay(
  workflowBundle: { readonly codePath: string },
  histories: readonly { readonly name: string; readonly history: History }[],
): Promise<Map<string, Divergence>> {
  const differs = new Map<string, Divergence>();
  const items = histories.map(({ name, history }) => ({ workflowId: name, history }));
  let answered = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, items)) {
    answered += 1;
    const replayed = histories.find(({ name }) => name === workflowId);
    if (error && replayed) differs.set(workflowId, explainDivergence(error, replayed.history));
  }
  expect(answered).toBe(items.length);
  return differs;
}

describe('golden histories', () => {
  it('are there for every story, and for nothing else', () => {
    const told = goldens.map(({ name }) => name.replace(/\..*$/, ''));
    expect([...new Set(told)].sort()).toEqual(stories.map(({ name }) => name).sort());
  });

  it('replay under the workflow of today', async () => {
    expect(Object.fromEntries(await replay(today, goldens))).toEqual({});
  });

  it('hold every kind of event that a process can cause, so that no branch is unguarded', () => {
    const all = goldens.map(({ history }) => readable(history)).join();
    const kinds = [
      'TimerStarted',
      'TimerCanceled',
      'TimerFired',
      'ActivityTaskFailed',
      'WorkflowExecutionContinuedAsNew',
    ]
      .concat('WorkflowTaskTimedOut', 'WorkflowExecutionSignaled', 'WorkflowExecutionUpdateCompleted')
      .map((kind) => `"${kind.replace(/^./, (letter) => letter.toLowerCase())}EventAttributes"`);
    expect(kinds.filter((kind) => !all.includes(kind))).toEqual([]);
    const source = Object.values(sources).map((file) => readFileSync(path.join(folder, '../..', file), 'utf8'));
    const called = source.join().matchAll(/(?:steps|atOnce|patiently)\.(\w+)\(|outside\('(\w+)'/g);
    const steps = [...called].map(([, ours, theirs]) => ours ?? theirs);
    expect(steps.length).toBeGreaterThan(14);
    expect(all).toContain('"name":"watchProcess"');
    // A new step wants a story that takes it.
    expect(steps.filter((step) => !all.includes(`\\"activity_type\\":\\"${step}\\"`))).toEqual([]);
  });
});

it.each(processBudgets)('$story stays within its $atMost events', ({ story, atMost }) => {
  expect(eventsOf(story)).toBeLessThanOrEqual(atMost);
});

/** All in one bundle; the last is the code of today. */
const changed = [...mutants, ...processMutants];
const variants = [...changed, { edits: [] }];
let mutated: Variant;
beforeAll(async () => {
  mutated = await bundleVariants(variants);
});
afterAll(() => mutated?.remove());

/** A golden history as its process's variant would have begun it. */
function historyOf(golden: string, variant: number): History {
  const text = readFileSync(path.join(folder, `${golden}.json`), 'utf8');
  const history = JSON.parse(text);
  const { workflowType } = history.events[0].workflowExecutionStartedEventAttributes;
  workflowType.name = variantType(workflowType.name, variant);
  return historyFromJSON(history);
}

describe('a change of a process', () => {
  let differs: Map<string, Divergence>;
  beforeAll(async () => {
    const under = changed.map(({ name, caughtBy }, no) => ({ name, history: historyOf(caughtBy, no) }));
    const control = [...new Set(changed.map(({ caughtBy }) => caughtBy))];
    const same = control.map((golden) => ({ name: golden, history: historyOf(golden, changed.length) }));
    differs = await replay(mutated, [...under, ...same]);
  });

  it.each(changed)('fails the gate, and the first diverging event is named: $name', ({ name, recorded }) => {
    expect(differs.get(name)).toMatchObject({ recorded: expect.stringContaining(recorded), now: expect.any(String) });
    expect(differs.get(name)?.eventId).toBeGreaterThan(0);
  });

  it('is why it fails: without one the same histories replay', () => {
    const names = changed.map(({ name }) => name);
    expect([...differs.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('parcours replay', () => {
  it('says that all is the same under the code of today', async () => {
    const run = await runCli(['--json', 'replay', folder], { WORKFLOW_BUNDLE: today.codePath });
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, replayed: goldens.map(() => ({})) });
    expect(run.code).toBe(0);
  });

  it('exits with 1 under a changed workflow and shows what was recorded against what the code does', async () => {
    const [first] = changed;
    const file = path.join(path.dirname(mutated.codePath), 'recorded.json');
    writeFileSync(file, historyText(historyOf(first?.caughtBy ?? '', 0)));
    const run = await runCli(['replay', file], { WORKFLOW_BUNDLE: mutated.codePath });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`, ${first?.recorded}`);
    expect(run.stdout).toMatch(/now: {6}\S/);
  });
});

describe('no history holds personal data', () => {
  it.each(goldens)('$name', ({ history }) => {
    const text = readable(history);
    expect(text).toMatch(/\\"(?:orderId|kind)\\":/); // the payloads are read, not skipped
    for (const string of Object.values(planted)) expect(text).not.toContain(string);
    expect(text).not.toMatch(/pm_card|Wilhelmina|Quackenbush|@quack/i);
  });
});

describe('the workflow bundle', () => {
  const code = readFileSync(today.codePath, 'utf8');
  const [program = '', map = ''] = code.split('//# sourceMappingURL=data:application/json;charset=utf-8;base64,');
  const { sources }: { sources: string[] } = JSON.parse(Buffer.from(map, 'base64').toString('utf8'));

  it('holds processes, rules and Temporal only: no zod, no Drizzle, nothing of Node', () => {
    const packages = sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
    expect([...new Set(packages)].sort()).toEqual([
      '@temporalio/common',
      '@temporalio/workflow',
      'long',
      'ms',
      'nexus-rpc',
    ]);
    const root = path.resolve(folder, '../..');
    const ours = sources.filter((source) => source.startsWith(root) && !source.includes('node_modules'));
    const rooms = ours.map((source) => path.relative(root, source).split(path.sep)[0]);
    expect([...new Set(rooms)].sort()).toEqual(['domain', 'workflows']);
    expect(program).not.toMatch(/require\("(?:node:)?(?:fs|net|http|crypto|os|path)"\)/);
  });

  it('stays small: every cached process carries none of it, but every worker loads it', () => {
    console.log(`workflow bundle: ${Math.round(program.length / 1024)} KiB, ${sources.length} modules`);
    expect(program.length).toBeLessThan(700 * 1024);
  });
});
