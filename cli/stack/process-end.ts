import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../../process/is-alive.ts';

/** Resolves when a process that we started ends: "exit code 1" or "signal SIGKILL". */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

/** The same of one that an earlier run started: nobody tells us of its end, nor how it came. Keeps no process alive. */
export async function endOfStranger(pid: number, lookEveryMs = 1000): Promise<string> {
  while (isAlive(pid)) await pause(lookEveryMs, undefined, { ref: false });
  return 'process is gone';
}
