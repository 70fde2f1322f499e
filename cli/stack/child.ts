import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { endProcess } from './own-process.ts';
import { endOf } from './process-end.ts';
import { commandFor, type ProgramCommand } from './program-command.ts';

export interface ChildOptions {
  readonly name: string;
  /** The program's source, from the project's root: `worker.ts`. */
  readonly program: string;
  /** How it is run; as we run ourselves when absent. */
  readonly command?: ProgramCommand;
  /** Added to `base`. */
  readonly env: Readonly<Record<string, string>>;
  /** Our own environment when absent. */
  readonly base?: NodeJS.ProcessEnv;
  /** Answers 2xx once the program does its work. */
  readonly readyUrl: string;
  readonly logFolder: string;
  /** Called with its number as soon as the process exists. */
  readonly onStart: (pid: number) => void;
  /** Called when the program ends without having been asked to. */
  readonly onDeath: (death: ChildDeath) => void;
}

export interface ChildDeath {
  readonly name: string;
  /** "exit code 1", "signal SIGKILL"; "process is gone" where an earlier run had started it. */
  readonly how: string;
  readonly logFile: string;
  readonly lastLines: string;
  /** What it means until it is back, where more can be said than that the rest goes on. */
  readonly meanwhile?: string;
}

/** One program of the local stack. Every call resolves when it is done; calls must not overlap. */
export interface Child {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** Resolves when the ready URL answers; rejects with the last lines of the log when the program ends before that. */
  readonly start: () => Promise<void>;
  /** SIGTERM unless told otherwise; resolves when the process is gone. */
  readonly end: (signal?: NodeJS.Signals) => Promise<void>;
}

const READY_MS = 90_000;

/** Prepares a program that runs as a process of its own, with its output appended to `<logFolder>/<name>.log`. */
export function createChild(options: ChildOptions): Child {
  const { name, logFolder, onStart, onDeath } = options;
  const logFile = path.join(logFolder, `${name}.log`);
  let running: Launched | undefined;

  async function start(): Promise<void> {
    const launched = launch(options, logFile);
    running = launched;
    onStart(launched.pid);
    await waitUntilReady(launched, options, logFile);
    launched.gone.then((death) => {
      if (running === launched) onDeath(death);
      if (running === launched) running = undefined;
    });
  }

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const ending = running;
    if (!ending) return;
    running = undefined;
    await endProcess(ending.pid, signal, 35_000);
    await ending.gone;
  }

  return { name, pid: () => running?.pid, start, end };
}

/** One sentence, then what the program said last. */
export function describeDeath({ name, how, logFile, lastLines }: ChildDeath): string {
  const words = lastLines === '' ? 'It said nothing.' : `It said last:\n${lastLines}`;
  return `${name} ended by itself (${how}; log: ${logFile}). ${words}`;
}

type Launched = {
  readonly pid: number;
  readonly gone: Promise<ChildDeath>;
  readonly death: () => ChildDeath | undefined;
};

function launch(options: ChildOptions, logFile: string): Launched {
  const { name, program, env, base = process.env, logFolder } = options;
  mkdirSync(logFolder, { recursive: true });
  const log = openSync(logFile, 'a');
  const { command, args } = options.command ?? commandFor(program);
  // A process group of its own: Ctrl-C in the terminal must end the stack in our order, not all at once.
  const child = spawn(command, args, { env: { ...base, ...env }, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let death: ChildDeath | undefined;
  const gone = endOf(child).then((how) => {
    death = { name, how, logFile, lastLines: lastLinesOf(logFile) };
    return death;
  });
  child.on('error', () => {});
  if (child.pid === undefined) throw new Error(`could not run ${command}`);
  return { pid: child.pid, gone, death: () => death };
}

async function waitUntilReady({ pid, death }: Launched, options: ChildOptions, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    const answers = await isReady(options.readyUrl, pid);
    const dead = death();
    // Asked before the answer counts: when the port was taken, it is a stranger who answers.
    if (dead) throw new Error(describeDeath(dead));
    if (answers) return;
    if (Date.now() > deadline) {
      throw new Error(`${options.name} did not answer on ${options.readyUrl} in time (log: ${logFile})`);
    }
    await pause(50);
  }
}

/** Where the answer says which process gives it, it must be ours: a port may have been taken between choosing and listening. */
async function isReady(url: string, pid: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    const answering = response.headers.get('x-process');
    return response.ok && (answering === null || answering === String(pid));
  } catch {
    return false;
  }
}

/** The end of a log, as a person reads it. */
export function lastLinesOf(file: string, count = 8): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).map(inWords).join('\n');
}

const logLine = z.looseObject({ msg: z.string().optional(), err: z.looseObject({ message: z.string() }).optional() });

/** Our programs log JSON: what a person reads of it is the message and the error. Other lines stay as they are. */
export function inWords(line: string): string {
  try {
    const { msg, err } = logLine.parse(JSON.parse(line));
    return [msg, err?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}
