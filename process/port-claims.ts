/**
 * Ports that a process was given and has not bound yet, or does not bind just now: claimed by a file until it ends, so that
 * nobody who asks the same way is given them too.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAlive } from './is-alive.ts';

const prefix = 'parcours-port-';
const fileOf = (port: number) => path.join(tmpdir(), `${prefix}${port}`);

const claimed = new Set<number>();

/** True when it is this process's from now on, or was before. Where no file can be written, nothing is claimed and all is given. */
export function claim(port: number): boolean {
  const owner = ownerOf(port);
  if (owner === process.pid) return true;
  if (owner !== undefined && isAlive(owner)) return false;
  try {
    if (owner !== undefined) rmSync(fileOf(port));
    writeFileSync(fileOf(port), String(process.pid), { flag: 'wx' });
  } catch (error) {
    return !(error instanceof Error && 'code' in error && ['EEXIST', 'ENOENT', 'EPERM'].includes(String(error.code)));
  }
  if (claimed.size === 0) process.once('exit', giveBack);
  claimed.add(port);
  return true;
}

export const isClaimedHere = (port: number): boolean => claimed.has(port);

function giveBack(): void {
  for (const port of claimed) rmSync(fileOf(port), { force: true });
}

/** Of processes that were killed before they could give them back: nobody has them, but the files would stay. */
export function clearDeadClaims(): void {
  const ports = readdirSync(tmpdir()).flatMap((name) =>
    name.startsWith(prefix) ? [Number(name.slice(prefix.length))] : [],
  );
  for (const port of ports) {
    const owner = ownerOf(port);
    if (owner === undefined || isAlive(owner)) continue;
    try {
      rmSync(fileOf(port), { force: true });
    } catch {
      // another user's
    }
  }
}

function ownerOf(port: number): number | undefined {
  try {
    return Number(readFileSync(fileOf(port), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
