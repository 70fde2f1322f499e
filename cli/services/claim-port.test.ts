import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort } from '../../process/free-port.ts';

/** A process that claims the port, says which one it got, and holds it until its stdin is closed. */
async function claimElsewhere(usual: number): Promise<{ readonly port: number; readonly end: () => Promise<void> }> {
  const code = `import { claimPort } from './cli/services/claim-port.ts';
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

it('gives the usual port to one process at a time, before anybody binds it', async () => {
  const usual = await freePort();
  const first = await claimElsewhere(usual);
  const second = await claimElsewhere(usual);
  expect(first.port).toBe(usual);
  expect(second.port).not.toBe(usual);
  await Promise.all([first.end(), second.end()]);
  const third = await claimElsewhere(usual);
  expect(third.port).toBe(usual);
  await third.end();
});
