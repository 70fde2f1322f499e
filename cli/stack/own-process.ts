import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../../process/is-alive.ts';

/** The command line of a process: tells our server from a stranger that was given the same number. */
export function commandOf(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  try {
    // -ww: ps cuts the line to the terminal's width otherwise.
    return execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Asks a process that we started to end and resolves when it is gone; kills it when it does not within `patienceMs`. */
export async function endProcess(pid: number, signal: NodeJS.Signals, patienceMs = 20_000): Promise<void> {
  if (!send(pid, signal)) return;
  const deadline = Date.now() + patienceMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) send(pid, 'SIGKILL');
    await pause(20);
  }
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
