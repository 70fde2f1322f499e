import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { z } from 'zod';
import { configSchema } from '../config.ts';
import { schemaIsCurrent } from '../db/schema-state.ts';
import { freePort } from '../process/free-port.ts';
import { describeError, reasonOf } from './failure.ts';
import { findPostgresPrograms } from './stack/postgres-programs.ts';
import { readRunningStack, startStackAgain } from './stack/running-stack.ts';
import { findTemporalPrograms } from './stack/temporal-programs.ts';

/** One line of `parcours doctor`. `next` says what to do about a warning or a failure. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly next?: string;
}

type Environment = NodeJS.ProcessEnv;

/** Every check, in the order in which their failures hinder. Changes nothing; each outside call ends within seconds. */
export async function runChecks(environment: Environment): Promise<Check[]> {
  const waiting = [
    checkNode(),
    checkPlatform(),
    checkPostgresProgram(environment),
    checkTemporalProgram(environment),
    ...checkConfig(environment),
    checkPorts(),
    checkDatabase(environment.DATABASE_URL),
    checkTemporal(environment),
    checkWorkersOf(environment),
    checkNamespace(environment),
    checkGivenNumbers(environment),
    checkApi(environment),
    checkAddress('Payments', environment.STRIPE_URL, 'STRIPE_URL'),
    checkAddress('Carrier', environment.EASYPOST_URL, 'EASYPOST_URL'),
    checkAddress('Mail', environment.SMTP_URL, 'SMTP_URL'),
  ];
  const checks = await Promise.all(waiting);
  return checks.filter((check) => check !== undefined);
}

function checkNode(): Check {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const found = process.versions.node;
  if (major > 20 || (major === 20 && minor >= 19)) return { name: 'Node', state: 'ok', found };
  return { name: 'Node', state: 'fail', found, next: 'install Node 20.19 or newer' };
}

function checkPlatform(): Check {
  const found = `${process.platform} ${process.arch}`;
  if (process.platform === 'linux' || process.platform === 'darwin') return { name: 'Platform', state: 'ok', found };
  return { name: 'Platform', state: 'warn', found, next: 'not tried here: use Linux, macOS, WSL or the containers' };
}

function checkPostgresProgram({ DATABASE_URL }: Environment): Check {
  const name = 'Postgres program';
  if (DATABASE_URL) return { name, state: 'ok', found: 'not needed: DATABASE_URL is set' };
  try {
    const { postgres } = findPostgresPrograms();
    if (existsSync(postgres)) return { name, state: 'ok', found: postgres };
    return { name, state: 'fail', found: `${postgres} is missing`, next: 'run npm install, or set DATABASE_URL' };
  } catch (error) {
    return { name, state: 'fail', found: describeError(error), next: 'set DATABASE_URL to a Postgres of your own' };
  }
}

function checkTemporalProgram({ TEMPORAL_ADDRESS, TEMPORAL_PROFILE }: Environment): Check {
  const name = 'Temporal program';
  if (TEMPORAL_ADDRESS || TEMPORAL_PROFILE) return { name, state: 'ok', found: 'not needed: you bring your own' };
  const { devServer } = findTemporalPrograms();
  if (devServer) return { name, state: 'ok', found: devServer };
  return { name, state: 'fail', found: 'none', next: 'run npm run setup, or set TEMPORAL_ADDRESS' };
}

/** Only settings that are set and wrong: what is missing, `parcours up` sets by itself. */
function checkConfig(environment: Environment): Check[] {
  const name = 'Configuration';
  const given = Object.entries(configSchema.shape).flatMap(([variable, schema]) => {
    const value = environment[variable];
    const parsed = value ? schema.safeParse(value) : undefined;
    return parsed ? [{ variable, problem: parsed.success ? undefined : parsed.error.issues[0]?.message }] : [];
  });
  const wrong = given.filter(({ problem }) => problem !== undefined);
  if (wrong.length === 0) return [{ name, state: 'ok', found: `${given.length} setting(s) in the environment` }];
  return wrong.map(({ variable, problem }) => {
    return { name, state: 'fail', found: `${variable}: ${problem}`, next: `correct or unset ${variable}` };
  });
}

async function checkPorts(): Promise<Check> {
  const name = 'Ports';
  const running = readRunningStack();
  if (running) return { name, state: 'ok', found: `the stack runs: ${running.apiUrl}` };
  const wanted = [8080, 9090, 7233, 55432];
  const taken: number[] = [];
  for (const port of wanted) if ((await freePort(port)) !== port) taken.push(port);
  if (taken.length === 0) return { name, state: 'ok', found: `${wanted.join(', ')} are free` };
  // Nothing to do about it; in a container it is the API's own.
  return { name, state: 'ok', found: `taken: ${taken.join(', ')}; "parcours up" takes other ones and prints them` };
}

async function checkDatabase(given: string | undefined): Promise<Check | undefined> {
  const name = 'Database';
  const url = given || readRunningStack()?.env.DATABASE_URL;
  if (!url) return undefined;
  const { default: postgres } = await import('postgres');
  try {
    const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
    try {
      const [row] = await sql`select current_setting('server_version_num')::int as version`;
      const judged = judgeVersion(name, Number(row?.version));
      if (judged.state !== 'ok' || (await schemaIsCurrent({ sql }))) return judged;
      const found = `${judged.found}, its schema is older than this build`;
      return { name, state: 'fail', found, next: 'run "parcours migrate"' };
    } finally {
      await sql.end({ timeout: 1 });
    }
  } catch (error) {
    const next = given ? 'start it, or correct DATABASE_URL' : startStackAgain;
    return { name, state: 'fail', found: reasonOf(error), next };
  }
}

function judgeVersion(name: string, version: number): Check {
  const found = `Postgres ${Math.floor(version / 10_000)}.${version % 10_000}`;
  return version >= 150_000
    ? { name, state: 'ok', found }
    : { name, state: 'fail', found, next: 'use Postgres 15 or newer' };
}

async function checkTemporal({ TEMPORAL_ADDRESS, TEMPORAL_PROFILE }: Environment): Promise<Check | undefined> {
  const name = 'Temporal';
  if (!TEMPORAL_ADDRESS && !TEMPORAL_PROFILE && !readRunningStack()) return undefined;
  const { connectTemporal } = await import('./temporal-client.ts');
  try {
    const { namespace, close } = await connectTemporal();
    await close();
    return { name, state: 'ok', found: `answers, namespace ${namespace}` };
  } catch (error) {
    return { name, state: 'fail', found: describeError(error) };
  }
}

/** A process without a worker says nothing wrong of itself: it waits. Said only where Temporal answers. */
async function checkWorkersOf(environment: Environment): Promise<Check | undefined> {
  const { TEMPORAL_ADDRESS, TEMPORAL_PROFILE } = environment;
  if (!TEMPORAL_ADDRESS && !TEMPORAL_PROFILE && !readRunningStack()) return undefined;
  const { connectTemporal } = await import('./temporal-client.ts');
  const { checkWorkers } = await import('./check-workers.ts');
  const taskQueue = environment.TASK_QUEUE || configSchema.shape.TASK_QUEUE.parse(undefined);
  try {
    const { client, namespace, close } = await connectTemporal();
    return await checkWorkers(client, { namespace, taskQueue }).finally(close);
  } catch {
    return undefined;
  }
}

/** What an empty namespace lacks, as after a loss of Temporal: workers make it when they start, and do not notice that it went. */
async function checkNamespace(environment: Environment): Promise<Check | undefined> {
  const { TEMPORAL_ADDRESS, TEMPORAL_PROFILE, SCHEDULES } = environment;
  if (!TEMPORAL_ADDRESS && !TEMPORAL_PROFILE && !readRunningStack()) return undefined;
  const { connectTemporal } = await import('./temporal-client.ts');
  const { checkSetUp } = await import('./check-set-up.ts');
  try {
    const { client, connection, namespace, close } = await connectTemporal();
    const asked = () => checkSetUp({ client, connection, namespace }, { schedules: SCHEDULES !== 'false' });
    return await connection.withDeadline(Date.now() + 5000, asked).finally(close);
  } catch {
    // Nobody answers, or who asks may not administer.
    return undefined;
  }
}

/** Said only where both answer, of a database that has our tables. */
async function checkGivenNumbers(environment: Environment): Promise<Check | undefined> {
  const { DATABASE_URL, TEMPORAL_ADDRESS, TEMPORAL_PROFILE } = environment;
  const running = readRunningStack();
  const url = DATABASE_URL || running?.env.DATABASE_URL;
  if (!url || !(TEMPORAL_ADDRESS || TEMPORAL_PROFILE || running)) return undefined;
  const { connectTemporal } = await import('./temporal-client.ts');
  const { checkNumbers } = await import('./check-numbers.ts');
  const { default: postgres } = await import('postgres');
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    const { client, close } = await connectTemporal();
    return await client.withDeadline(Date.now() + 5000, () => checkNumbers(client, sql)).finally(close);
  } catch {
    return undefined;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** The API that the other commands would ask, by its own word; undefined when none is known. */
async function checkApi({ PARCOURS_URL }: Environment): Promise<Check | undefined> {
  const name = 'API';
  const url = PARCOURS_URL || readRunningStack()?.apiUrl;
  if (!url || !URL.canParse(url)) return undefined;
  try {
    const response = await fetch(new URL('/readyz', url), { signal: AbortSignal.timeout(5_000) });
    const told = readiness.safeParse(await response.json().catch(() => null));
    if (!told.success)
      return { name, state: 'fail', found: `${url} is no API of Parcours`, next: 'correct PARCOURS_URL' };
    const found = `${url} is ${told.data.status.replaceAll('_', ' ')}`;
    if (told.data.status === 'ready') return { name, state: 'ok', found };
    return { name, state: response.ok ? 'warn' : 'fail', found, next: 'see to what it needs: database and Temporal' };
  } catch (error) {
    const next = PARCOURS_URL ? 'start it, or correct PARCOURS_URL' : startStackAgain;
    return { name, state: 'fail', found: `nothing answers at ${url} (${reasonOf(error)})`, next };
  }
}

const readiness = z.looseObject({ status: z.string() });

/** Whether something listens there; undefined when nothing is set. */
async function checkAddress(name: string, url: string | undefined, variable: string): Promise<Check | undefined> {
  if (!url || !URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const usual: Record<string, number> = { 'http:': 80, 'https:': 443, 'smtp:': 25, 'smtps:': 465 };
  const target = { host: hostname, port: Number(port) || (usual[protocol] ?? 80) };
  const place = `${target.host}:${target.port}`;
  if (await listens(target)) return { name, state: 'ok', found: place };
  return { name, state: 'fail', found: `nothing answers at ${place}`, next: `start it, or correct ${variable}` };
}

function listens(target: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: 3_000 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
