import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { freePort } from './free-port.ts';

/** A process that asks for many ports, says which it got, and ends with its stdin. */
async function askElsewhere(count: number) {
  const code = `import { freePort } from './process/free-port.ts';
    const ports = [];
    for (let n = 0; n < ${count}; n += 1) ports.push(await freePort());
    console.log(ports.join());
    process.stdin.resume();`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  const end = async () => {
    child.stdin.end();
    await gone;
  };
  return { ports: String(said).trim().split(',').map(Number), end };
}

it('gives no port twice, in one process or in two, although nobody binds them', async () => {
  const [one, other] = await Promise.all([askElsewhere(250), askElsewhere(250)]);
  await Promise.all([one.end(), other.end()]);
  expect(new Set([...one.ports, ...other.ports]).size).toBe(500);
});

it('gives the wanted one where it is free', async () => {
  const port = await freePort();
  expect(await freePort(port)).toBe(port);
});
