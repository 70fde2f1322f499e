import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { stories } from '../cli/demo/stories.ts';
import { runCli, runCliFromSource } from './harness/run-cli.ts';

// The real command, without a terminal; first from the sources, as `npm run demo` does, then from the build. Each run works on what the ones before it left in the folder.
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parcours-demo-'));
  chmodSync(folder, 0o755); // run by root, Postgres is another account and must get there
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PATIENCE_MS = 240_000;

const asked = (args: readonly string[]) => ['demo', '--at-once', '--patience', '120', '--state', folder, ...args];

const result = z.looseObject({
  ok: z.boolean(),
  stories: z.array(z.looseObject({ name: z.string(), ok: z.boolean(), status: z.string(), outcome: z.string() })),
  audit: z.looseObject({ ok: z.boolean(), findings: z.array(z.unknown()) }),
  urls: z.record(z.string(), z.url()),
});

/** Settings of somebody's own, which the demo must not touch. */
const surroundings = {
  DATABASE_URL: 'postgres://somebody:secret@127.0.0.1:1/production',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  STRIPE_API_KEY: 'sk_live_somebody',
  POLICY_PROFILE: 'standard',
  TASK_QUEUE: 'somebody',
};

it('plays every story to its ending, with clean books and nothing left running', async () => {
  const { code, stdout, stderr } = await runCliFromSource(asked(['--json']), surroundings, PATIENCE_MS);
  expect(code, stderr + stdout).toBe(0);
  const { ok, stories: played, audit, urls } = result.parse(JSON.parse(stdout));
  expect(played.map(({ name, status, outcome }) => `${name}: ${status}, ${outcome}`)).toEqual([
    'happy-card: completed, delivered, charged once',
    'split-warehouses: completed, two parcels, two charges that add up to the total',
    'shortage-decision: completed, 3 shipped at once, 2 when they came in',
    'over-limit: completed, approved by the supervisor alone',
    'card-declined: completed, paid with the second card',
    'credit-hold: completed, held, released by an agent, shipped on account',
    'returned-to-sender: completed, restocked and refunded in full',
    'cancel-while-packed: cancelled, label void, card never charged',
    'damaged-item: closed, approved by a second person, refunded once',
    'lead-to-customer: completed, won, onboarded, first order delivered, active',
    'customer-leaves: erased, settled to the cent, handed out, nothing personal left',
    'worker-killed: completed, one label, one charge, nothing lost',
  ]);
  expect({ ok, audit }).toEqual({ ok: true, audit: { ok: true, findings: [] } });
  expect(await Promise.all(Object.values(urls).map(isServed))).toEqual([false, false, false, false, false, false]);
  for (const note of ['stack.json', 'running.json', 'temporal/server.json', 'postgres/data/postmaster.pid']) {
    expect(existsSync(path.join(folder, note)), note).toBe(false);
  }
}, 260_000);

it('works on what the first run left, and tells it as text without colours', async () => {
  const beside = stories.filter((story) => !('alone' in story)).map(({ name }) => name);
  const { code, stdout, stderr } = await runCli(asked(['--story', ...beside]), {}, PATIENCE_MS);
  expect(code, stderr + stdout).toBe(0);
  expect(stdout).toContain(`All ${beside.length} came to their ending.`);
  expect(stdout).toMatch(/✉ to zoe@example\.com: Commande ORD-\w+ livrée/);
  expect(stdout).toMatch(/Task of the onboarding done +Welcome call, by us\n/);
  expect(stdout).toMatch(/✓ the providers’ books equal ours/);
  // Its addresses would answer nobody any more.
  expect(stdout).toContain(`To look around in it: npx tsx cli/parcours.ts up --state ${folder}`);
  expect(stdout).not.toMatch(/https?:\/\/127/);
  expect(stdout).not.toContain('\u001b');
}, 260_000);

it('exits with 1 when a story misses its ending, and says where it is instead', async () => {
  const { code, stdout } = await runCli(asked(['--json', '--patience', '0', '--story', 'happy-card']), {}, PATIENCE_MS);
  const { ok, stories: played } = result.parse(JSON.parse(stdout));
  expect({ code, ok }).toEqual({ code: 1, ok: false });
  expect(played).toEqual([
    expect.objectContaining({ ok: false, outcome: expect.stringMatching(/did not come to order\.confirmed/) }),
  ]);
}, 260_000);

it('exits with 2 for a story that does not exist, before anything is started', async () => {
  const { code, stderr } = await runCli(['demo', '--story', 'happy-end']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('happy-card') });
});

async function isServed(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
