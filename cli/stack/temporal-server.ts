import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { freePort } from '../../process/free-port.ts';
import { isAlive } from '../../process/is-alive.ts';
import { registerSearchAttributes } from '../../process/search-attributes.ts';
import { commandOf, endProcess } from './own-process.ts';
import { endOf, endOfStranger } from './process-end.ts';
import { findTemporalPrograms } from './temporal-programs.ts';

export interface TemporalServerOptions {
  /** Holds the server's database, its log and the note of which process it is. */
  readonly folder: string;
  readonly port: number;
  /** Port of the web UI; without one the server runs headless. */
  readonly uiPort?: number;
  /** SQLite pragmas of the server's database besides its journal's mode, as `name=value`. */
  readonly pragmas?: readonly string[];
}

export interface TemporalServer {
  /** host:port, as TEMPORAL_ADDRESS wants it. */
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  readonly pid: number;
  /** True when a server of an earlier run was still there and was taken over. */
  readonly adopted: boolean;
  readonly logFile: string;
  /** Resolves with how it ended, whoever ended it. */
  readonly gone: Promise<string>;
  /** Ends the server in an orderly way; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

type Launched = { readonly note: Note; readonly gone: Promise<string> };
type Note = { readonly pid: number; readonly port: number; readonly uiPort: number | undefined };

const NAMESPACE = 'default';
const STARTUP_MS = 60_000;

/**
 * Starts Temporal's official dev server on loopback with everything kept in one SQLite file: a server that was killed
 * continues where it was. Takes over one that still runs. Ready means: answers, and knows our search attributes.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  mkdirSync(options.folder, { recursive: true });
  const found = runningServer(options.folder);
  const { note, gone } = found ? { note: found, gone: endOfStranger(found.pid) } : await launchUntilReady(options);
  if (found) await waitUntilReady(found, options.folder);
  return {
    address: addressOf(note),
    namespace: NAMESPACE,
    uiUrl: note.uiPort === undefined ? undefined : `http://127.0.0.1:${note.uiPort}`,
    pid: note.pid,
    adopted: found !== undefined,
    logFile: logFileOf(options.folder),
    gone,
    stop: async () => {
      await endProcess(note.pid, 'SIGTERM');
      rmSync(noteFileOf(options.folder), { force: true });
    },
  };
}

const TRIES = 3;

/** The server takes ports of its own choice besides ours; when it ends because one was just taken, others are tried. */
async function launchUntilReady(options: TemporalServerOptions, tries = TRIES): Promise<Launched> {
  const launched = await launch(options);
  const { note } = launched;
  try {
    await waitUntilReady(note, options.folder);
    return launched;
  } catch (error) {
    if (tries === 1 || isAlive(note.pid)) {
      // Nobody else knows of it: left alive it would run for ever.
      await endProcess(note.pid, 'SIGTERM');
      rmSync(noteFileOf(options.folder), { force: true });
      throw error;
    }
    const other = { ...options, port: await freePort() };
    const otherUi = options.uiPort !== undefined && { uiPort: await freePort() };
    return launchUntilReady({ ...other, ...otherUi }, tries - 1);
  }
}

async function launch(options: TemporalServerOptions): Promise<Launched> {
  const program = findTemporalPrograms().devServer;
  if (!program) throw new Error('no Temporal server on this machine: run npm run setup, or set TEMPORAL_ADDRESS');
  const { folder, port, uiPort } = options;
  const log = openSync(logFileOf(folder), 'a');
  // A process group of its own: Ctrl-C in the terminal must not end the server before its users are done.
  const child = spawn(program, await flagsOf(options), {
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) throw new Error(`could not run ${program}: run npm run setup again`);
  const gone = endOf(child);
  const note: Note = { pid: child.pid, port, uiPort };
  try {
    writeFileSync(noteFileOf(folder), JSON.stringify(note));
  } catch (error) {
    await endProcess(note.pid, 'SIGTERM');
    throw error;
  }
  return { note, gone };
}

async function flagsOf({ folder, port, uiPort, pragmas = [] }: TemporalServerOptions): Promise<string[]> {
  const surface = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)];
  const place = ['--ip', '127.0.0.1', '--port', String(port), '--metrics-port', String(await freePort())];
  // Measured with WAL: killed with SIGKILL four times under load, 1,046 of 1,046 acknowledged workflows completed.
  const tuning = ['journal_mode=wal', ...pragmas].flatMap((pragma) => ['--sqlite-pragma', pragma]);
  const store = ['--db-filename', databaseFileOf(folder), ...tuning];
  return ['server', 'start-dev', ...place, ...surface, ...store, '--namespace', NAMESPACE, '--log-level', 'warn'];
}

/** The server that an earlier run left behind, if it lives. */
function runningServer(folder: string): Note | undefined {
  const note = readNote(folder);
  if (note && commandOf(note.pid)?.includes(databaseFileOf(folder))) return note;
  rmSync(noteFileOf(folder), { force: true });
  return undefined;
}

function readNote(folder: string): Note | undefined {
  if (!existsSync(noteFileOf(folder))) return undefined;
  try {
    const { pid, port, uiPort } = JSON.parse(readFileSync(noteFileOf(folder), 'utf8'));
    return typeof pid === 'number' && typeof port === 'number' ? { pid, port, uiPort } : undefined;
  } catch {
    return undefined; // cut short by a kill: the server is found again by nobody, and its port is simply taken
  }
}

async function waitUntilReady(note: Note, folder: string): Promise<void> {
  const deadline = Date.now() + STARTUP_MS;
  while (Date.now() < deadline) {
    if (await answers(addressOf(note))) return;
    if (!isAlive(note.pid)) break;
    await pause(30);
  }
  const log = readFileSync(logFileOf(folder), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(`Temporal did not start (log: ${logFileOf(folder)}). It said last:\n${log}`);
}

async function answers(address: string): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '2s' });
    await registerSearchAttributes(connection, NAMESPACE);
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}

const addressOf = ({ port }: Note) => `127.0.0.1:${port}`;
const databaseFileOf = (folder: string) => path.join(path.resolve(folder), 'temporal.db');
const noteFileOf = (folder: string) => path.join(folder, 'server.json');
const logFileOf = (folder: string) => path.join(folder, 'temporal.log');
