import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { builtPrograms } from '../harness/built-programs.ts';

type Env = Readonly<Record<string, string>>;
export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A program of the build that runs. */
export type Running = {
  readonly pid: number;
  /** Everything it has written to stdout so far, a line each. */
  readonly lines: () => readonly string[];
  readonly stderr: () => string;
  readonly exit: Promise<Exit>;
  readonly signal: (signal: NodeJS.Signals) => void;
};

export type BuiltEngine = {
  readonly stamp: { readonly version: string; readonly build: string; readonly bundle: string };
  readonly file: (name: string) => string;
  /** Starts `worker.js` or another program, with `env` as its whole environment. */
  readonly run: (program: string, env: Env, args?: readonly string[]) => Running;
  readonly stop: () => Promise<void>;
};

/** The programs of `npm run build`, to be started and cut off. */
export async function builtEngine(): Promise<BuiltEngine> {
  const folder = await builtPrograms();
  const running = new Set<Running>();
  const file = (name: string) => path.join(folder, name);
  return {
    stamp: JSON.parse(readFileSync(file('build.json'), 'utf8')),
    file,
    run: (program, env, args = []) => {
      const started = start([file(program), ...args], env);
      running.add(started);
      started.exit.then(() => running.delete(started));
      return started;
    },
    stop: async () => {
      for (const left of running) left.signal('SIGKILL');
      await Promise.all([...running].map(({ exit }) => exit));
    },
  };
}

function start(args: readonly string[], env: Env): Running {
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid === undefined) throw new Error(`could not run ${process.execPath}`);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return {
    pid: child.pid,
    lines: () => stdout.split('\n').filter((line) => line !== ''),
    stderr: () => stderr,
    exit: once(child, 'close').then(([code, signal]) => ({ code, signal })),
    signal: (signal) => void child.kill(signal),
  };
}
