import { setTimeout as pause } from 'node:timers/promises';

/** Resolves when it holds; fails with what did not come to be. */
export async function until(what: string, holds: () => Promise<boolean>, patienceMs = 15_000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`no ${what} in ${patienceMs / 1000} s`);
    await pause(20);
  }
}
