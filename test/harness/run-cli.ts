import { execFile } from 'node:child_process';
import path from 'node:path';
import { builtPrograms } from './built-programs.ts';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

/** Runs the real command line as a process of its own. Only `env` and what a process needs at all is in its environment. */
export function runCli(args: readonly string[], env: Env = {}, timeoutMs = 50_000): Promise<CliRun> {
  return run(['--import', 'tsx', 'cli/parcours.ts', ...args], env, timeoutMs);
}

/** A program of ours on its own, from its source. */
export function runProgram(program: string, args: readonly string[], env: Env = {}): Promise<CliRun> {
  return run(['--import', 'tsx', program, ...args], env, 50_000);
}

/** The same as `npm run build` makes it: with a third of the processor time at each start. */
export async function runBuiltCli(args: readonly string[], env: Env = {}, timeoutMs = 50_000): Promise<CliRun> {
  return run([path.join(await builtPrograms(), 'cli/parcours.js'), ...args], env, timeoutMs);
}

function run(command: readonly string[], env: Env, timeoutMs: number): Promise<CliRun> {
  const bare = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { env: bare, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
