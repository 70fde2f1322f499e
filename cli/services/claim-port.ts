import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../process/free-port.ts';
import { isAlive } from './own-process.ts';

/**
 * The usual port when nobody has it, else any free one. Stacks that start at the same moment on one machine all find the
 * usual port free, seconds before the first of them binds it: so it is claimed by a file until this process ends.
 */
export async function claimPort(usual: number): Promise<number> {
  return claim(usual) ? freePort(usual) : freePort();
}

const fileOf = (port: number) => path.join(tmpdir(), `parcours-port-${port}`);

const claimed = new Set<number>();

function giveBack(): void {
  for (const port of claimed) rmSync(fileOf(port), { force: true });
}

function claim(port: number): boolean {
  const owner = ownerOf(port);
  if (owner === process.pid) return true;
  if (owner !== undefined && isAlive(owner)) return false;
  try {
    if (owner !== undefined) rmSync(fileOf(port));
    writeFileSync(fileOf(port), String(process.pid), { flag: 'wx' });
  } catch {
    return false; // somebody was faster, or it is another user's
  }
  if (claimed.size === 0) process.once('exit', giveBack);
  claimed.add(port);
  return true;
}

function ownerOf(port: number): number | undefined {
  try {
    return Number(readFileSync(fileOf(port), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
