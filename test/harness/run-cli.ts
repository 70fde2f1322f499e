import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtPrograms } from './built-programs.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const NO_STACK = path.join(tmpdir(), 'parcours-no-stack');

type Env = Readonly<Record<string, string>>;

/**
 * Runs the real command line as a process of its own, as `npm run build` makes it: with a third of the processor time at each
 * start. Only `env` and what a process needs at all is in its environment; the stack that `parcours up` may run on this
 * checkout is not found.
 */
export async function runCli(args: readonly string[], env: Env = {}, timeoutMs = 50_000): Promise<CliRun> {
  return run([await builtProgram('cli/parcours.js'), ...args], env, timeoutMs);
}

/** The same from its source, as `npm run demo` does. */
export function runCliFromSource(args: readonly string[], env: Env = {}, timeoutMs = 50_000): Promise<CliRun> {
  return run(['--import', 'tsx', 'cli/parcours.ts', ...args], env, timeoutMs);
}

/** A built program of ours on its own, named from the root. */
export async function runProgram(
  program: string,
  args: readonly string[],
  env: Env = {},
  timeoutMs = 50_000,
): Promise<CliRun> {
  return run([await builtProgram(program), ...args], env, timeoutMs);
}

const builtProgram = async (program: string): Promise<string> => path.join(await builtPrograms(), program);

function run(command: readonly string[], env: Env, timeoutMs: number): Promise<CliRun> {
  const bare = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', PARCOURS_STATE: NO_STACK, ...env };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { env: bare, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
