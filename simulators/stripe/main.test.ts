import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stripeSimulatorClient } from './client.ts';

let folder: string;
let running: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stripe-book-'));
});

afterEach(async () => {
  await end('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts the real process on a free port and returns the address that it prints. */
async function start(): Promise<string> {
  const env = { ...process.env, SIM_BOOK_FILE: join(folder, 'book.jsonl') };
  const args = ['--import', 'tsx', 'simulators/stripe/main.ts', '--port', '0'];
  running = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!running.stdout) throw new Error('no output');
  for await (const line of createInterface(running.stdout)) return line.replace(/.* /, '');
  throw new Error('the simulator ended before it listened');
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  const child = running;
  running = undefined;
  if (!child) return null;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}

const headers = { authorization: 'Bearer sk_test_sim', 'idempotency-key': 'k1' };
const body = 'amount=1999&currency=cad&capture_method=manual&confirm=true&payment_method=pm_card_visa&metadata[a]=b';
const authorise = (url: string) => fetch(`${url}/v1/payment_intents`, { method: 'POST', headers, body });

it('keeps its book, its kept answers and its unsent webhooks over a kill, also one in the middle of a line', async () => {
  const first = await start();
  const answer = await (await authorise(first)).text();
  await end('SIGKILL');
  appendFileSync(join(folder, 'book.jsonl'), '{"table":"intents","row":{"id":"pi_half');

  const second = await start();
  const replay = await authorise(second);
  expect(replay.headers.get('idempotent-replayed')).toBe('true');
  expect(await replay.text()).toBe(answer);
  expect((await stripeSimulatorClient(second).book()).intents).toHaveLength(1);
  expect(await (await fetch(`${second}/_sim/webhooks`)).json()).toEqual({ pending: 2 });
  expect(await end('SIGTERM')).toBe(0);
});
