import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';

/** A process that claims the port, says which one it got, and holds it until its stdin is closed. */
async function claimElsewhere(usual: number): Promise<{ readonly port: number; readonly end: () => Promise<void> }> {
  const code = `import { claimPort } from './cli/stack/claim-port.ts';
    console.log(await claimPort(${usual}));
    process.stdin.resume();`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const [said] = child.stdout ? await once(child.stdout, 'data') : [];
  const end = async () => {
    child.stdin?.end();
    await gone;
  };
  return { port: Number(said), end };
}

/** Free, and claimed by nobody. */
async function portOfNobody(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on TCP
  server.close();
  await once(server, 'close');
  return port;
}

it('gives the usual port to one process at a time, before anybody binds it', async () => {
  const usual = await portOfNobody();
  const first = await claimElsewhere(usual);
  const second = await claimElsewhere(usual);
  expect(first.port).toBe(usual);
  expect(second.port).not.toBe(usual);
  await Promise.all([first.end(), second.end()]);
  const third = await claimElsewhere(usual);
  expect(third.port).toBe(usual);
  await third.end();
});
