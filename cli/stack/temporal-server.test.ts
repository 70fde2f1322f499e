import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';
import { isAlive } from '../../process/is-alive.ts';
import { endProcess } from './own-process.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';

let folder: string;
let running: TemporalServer | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parcours-temporal-'));
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<TemporalServer> {
  running = await startTemporalServer({ folder, port: await freePort() });
  return running;
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

it('keeps what it acknowledged over a SIGKILL, with the same search attributes', async () => {
  const first = await start();
  await withClient(first.address, (client) =>
    client.workflow.start('waits', { workflowId: 'order/one', taskQueue: 'nobody', args: [] }),
  );
  await endProcess(first.pid, 'SIGKILL');

  const second = await start();
  expect(second).toMatchObject({ adopted: false });
  const described = await withClient(second.address, (client) => client.workflow.getHandle('order/one').describe());
  expect(described.status.name).toBe('RUNNING');
  const found = await withClient(second.address, (client) => client.workflow.count('OrderNumber IS NULL'));
  expect(found.count).toBe(1);
});

it('takes over the server of an earlier run instead of starting a second on the same file', async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ pid: first.pid, address: first.address, adopted: true });
  await second.stop();
  expect(isAlive(first.pid)).toBe(false);
});

it('does not take a stranger with the same number for its own server', async () => {
  const note = path.join(folder, 'server.json');
  writeFileSync(note, JSON.stringify({ pid: process.pid, port: 1 }));
  const server = await start();
  expect(server.adopted).toBe(false);
  expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({ pid: server.pid });
});

it('tries other ports when one was taken in the meantime', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo; // it listens on TCP
  try {
    running = await startTemporalServer({ folder, port });
    expect(running.address).not.toBe(`127.0.0.1:${port}`);
    await withClient(running.address, (client) => client.workflow.count());
  } finally {
    taken.close();
  }
});
