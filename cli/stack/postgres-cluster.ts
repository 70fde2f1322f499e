import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { isAlive } from '../../process/is-alive.ts';
import { commandOf, endProcess } from './own-process.ts';
import { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts';
import { endOf, endOfStranger } from './process-end.ts';

export interface ClusterOptions {
  /** Holds `data/`, the log and the password; must be reachable by the account that runs Postgres. */
  readonly folder: string;
  readonly port: number;
  /** Server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface PostgresCluster {
  readonly port: number;
  readonly pid: number;
  /** True when a server of an earlier run was still there and was taken over. */
  readonly adopted: boolean;
  readonly url: (database: string) => string;
  readonly logFile: string;
  /** Resolves with how it ended, whoever ended it. */
  readonly gone: Promise<string>;
  /** Ends the server in an orderly way; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

const run = promisify(execFile);
const STARTUP_MS = 60_000;

/** Starts a Postgres cluster on loopback, creating it first if the folder is empty. Takes over one that still runs. */
export async function startCluster(options: ClusterOptions): Promise<PostgresCluster> {
  const programs = findPostgresPrograms();
  const dataFolder = path.join(options.folder, 'data');
  const password = await initialise(programs, options, dataFolder);
  const running = runningServer(dataFolder);
  const port = running?.port ?? options.port;
  const { pid, gone } = running
    ? { pid: running.pid, gone: endOfStranger(running.pid) }
    : launch(programs, options, dataFolder);
  const url = (database: string) => `postgres://parcours:${password}@127.0.0.1:${port}/${database}`;
  await waitUntilReady(url('postgres'), pid, options.folder).catch(async (error) => {
    // Nobody else knows of it: left alive it would run for ever.
    if (!running) await endProcess(pid, 'SIGINT');
    throw error;
  });
  const logFile = logFileOf(options.folder);
  return { port, pid, adopted: running !== undefined, url, logFile, gone, stop: () => endProcess(pid, 'SIGINT') };
}

/** Creates the cluster unless it is there, and returns its password. */
async function initialise(programs: PostgresPrograms, options: ClusterOptions, dataFolder: string): Promise<string> {
  const passwordFile = path.join(options.folder, 'password');
  if (existsSync(dataFolder)) return readFileSync(passwordFile, 'utf8').trim();
  mkdirSync(options.folder, { recursive: true });
  // Built beside and renamed when whole: an initdb that was killed leaves nothing that looks like a cluster.
  const draft = `${dataFolder}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const password = randomBytes(18).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (programs.runAs) {
    chmodSync(options.folder, 0o755);
    for (const file of [draft, passwordFile]) chownSync(file, programs.runAs.uid, programs.runAs.gid);
  }
  const access = ['--auth=scram-sha-256', '--username=parcours', `--pwfile=${passwordFile}`];
  // The built-in locale sorts alike on every machine and needs none installed.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C', '--builtin-locale=C.UTF-8'];
  // Only tests have no fsync. The password is 144 random bits, which hashing 4,096 times instead of once makes no safer;
  // a client does it for each connection: measured, 2.0 ms of processor time for one instead of 2.9 ms.
  const speed = options.settings?.fsync === 'off' ? ['--no-sync', '--set=scram_iterations=1'] : [];
  const environment = { ...programs.runAs, env: plainEnvironment(), cwd: options.folder };
  await run(programs.initdb, [`--pgdata=${draft}`, ...access, ...locale, ...speed], environment);
  renameSync(draft, dataFolder);
  return password;
}

/** The server that an earlier run left behind, if it lives; removes a lock file that points to nothing of ours. */
function runningServer(dataFolder: string): { pid: number; port: number } | undefined {
  const lockFile = path.join(dataFolder, 'postmaster.pid');
  if (!existsSync(lockFile)) return undefined;
  const [pidLine, , , portLine] = readFileSync(lockFile, 'utf8').split('\n');
  const pid = Number(pidLine);
  const port = Number(portLine);
  // After kill -9 or a new container the number may belong to another program, and Postgres would refuse to start.
  if (pid > 0 && port > 0 && commandOf(pid)?.includes(dataFolder)) return { pid, port };
  rmSync(lockFile, { force: true });
  return undefined;
}

type Launched = Pick<PostgresCluster, 'pid' | 'gone'>;

function launch(programs: PostgresPrograms, options: ClusterOptions, dataFolder: string): Launched {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFileOf(options.folder), 'a');
  // A process group of its own: Ctrl-C in the terminal must not end the database before its users are done.
  const child = spawn(programs.postgres, ['-D', dataFolder, '-p', String(options.port), ...flags], {
    ...programs.runAs,
    cwd: options.folder,
    env: plainEnvironment(),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => {});
  child.unref();
  if (child.pid === undefined) throw new Error(`could not run ${programs.postgres}`);
  return { pid: child.pid, gone: endOf(child) };
}

async function waitUntilReady(url: string, pid: number, folder: string): Promise<void> {
  const deadline = Date.now() + STARTUP_MS;
  while (Date.now() < deadline) {
    if (await answers(url)) return;
    if (!isAlive(pid)) break;
    await pause(30);
  }
  const log = readFileSync(logFileOf(folder), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  throw new Error(`Postgres did not start (log: ${logFileOf(folder)}). It said last:\n${log}`);
}

async function answers(url: string): Promise<boolean> {
  const client = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false, onnotice: () => {} });
  try {
    await client`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await client.end({ timeout: 1 });
  }
}

function logFileOf(folder: string): string {
  return path.join(folder, 'postgres.log');
}

/** Without PG* variables of the caller, and with messages in English whatever the machine speaks. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}
