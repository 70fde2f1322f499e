import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { isAlive } from '../../process/is-alive.ts';
import { projectRoot } from './program-command.ts';

const shape = z.object({
  owner: z.number(),
  apiUrl: z.string(),
  /** The whole configuration of the stack's programs. */
  env: z.record(z.string(), z.string()),
});
export type RunningStack = z.infer<typeof shape>;

/** Where `up` and `demo` keep what they run on unless --state says otherwise, and where the other commands look for it. */
export const usualStateFolder = path.resolve(process.env.PARCOURS_STATE || path.join(projectRoot, '.parcours'));

/** The next move where no stack is found: one on another folder is easily forgotten. */
export const runStack =
  'run "parcours up" in another terminal (PARCOURS_STATE names the folder of one that has its own)';

/** The next move where a part of that stack is away. */
export const startStackAgain = 'end the "parcours up" that runs here and start it again; its data stays';

const fileIn = (stateFolder: string) => path.join(stateFolder, 'running.json');

/** Lets the other commands find the stack that this process runs. Readable by its owner alone: it holds a password. */
export function writeRunningStack(stateFolder: string, stack: Omit<RunningStack, 'owner'>): void {
  const file = fileIn(stateFolder);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ owner: process.pid, ...stack }, null, 2), { mode: 0o600 });
}

export function forgetRunningStack(stateFolder: string): void {
  rmSync(fileIn(stateFolder), { force: true });
}

/** The stack that `parcours up` runs on this project now, if it does. */
export function readRunningStack(stateFolder = usualStateFolder): RunningStack | undefined {
  const file = fileIn(stateFolder);
  if (!existsSync(file)) return undefined;
  try {
    const stack = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
    return isAlive(stack.owner) ? stack : undefined;
  } catch {
    return undefined; // being written, or cut short by a kill
  }
}

/** The same, for whoever asks about what is running: an environment that names another database means another stack. */
export function runningStackOf({ DATABASE_URL }: NodeJS.ProcessEnv): RunningStack | undefined {
  const stack = readRunningStack();
  return DATABASE_URL && DATABASE_URL !== stack?.env.DATABASE_URL ? undefined : stack;
}
