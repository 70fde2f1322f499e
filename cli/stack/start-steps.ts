/** The steps of a start, each told to the person and each giving its part to the stack as soon as it exists. */
import path from 'node:path';
import postgres from 'postgres';
import { migrateDatabase } from '../../db/migrate.ts';
import { provideCalendars } from '../../db/staff/seed-calendars.ts';
import { CliFailure, reasonOf } from '../failure.ts';
import { connectTemporal } from '../temporal-client.ts';
import { bundleInto } from './bundle-into.ts';
import { type ChildDeath, createChild, lastLinesOf } from './child.ts';
import { claimPort } from './claim-port.ts';
import { startLocalDatabase } from './local-database.ts';
import type { LocalProgram, ProgramName } from './local-programs.ts';
import { withoutSettings } from './settings.ts';
import type { StackClaim } from './stack-note.ts';
import type { StackParts } from './stack-parts.ts';
import { startTemporalServer, type TemporalServer } from './temporal-server.ts';

/** How the stack tells what it does. */
export interface StackReport {
  /** Wraps each step; `title` reads like "Postgres". */
  readonly during: <T>(title: string, work: () => Promise<T>) => Promise<T>;
  /** A program, or Postgres or Temporal beside them, ended without having been asked to; the stack stays up without it. */
  readonly died: (death: ChildDeath) => void;
}

/** What the steps of a start share. */
export type StartContext = {
  readonly report: StackReport;
  readonly signal?: AbortSignal | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly stateFolder: string;
  readonly claim: StackClaim;
  readonly parts: StackParts;
};

/** One step of the start, told to the person; none begins once the start is given up. */
async function step<T>({ report, signal }: StartContext, title: string, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  return report.during(title, work);
}

const titles = {
  stripe: 'Payments (Stripe, simulated)',
  easypost: 'Carrier (EasyPost, simulated)',
  mail: 'Mail (simulated)',
  worker: 'Worker',
  api: 'API',
} as const satisfies Record<ProgramName, string>;

/** What it means that one of ours is away; without a simulator the rest goes on. */
const without: Partial<Record<ProgramName, string>> = {
  worker: 'Until it is back orders and commands are taken (202) and wait; nothing is lost',
  api: 'Until it is back nobody is answered; processes go on',
};

/** A program of the stack, to be started when its turn comes. */
export function prepareProgram(context: StartContext, name: ProgramName, program: LocalProgram) {
  const { report, stateFolder, claim, parts } = context;
  const child = createChild({
    name,
    ...program,
    base: withoutSettings(process.env),
    logFolder: path.join(stateFolder, 'logs'),
    onStart: (pid) => claim.remember(name, pid),
    onDeath: (death) => report.died({ ...death, ...(without[name] && { meanwhile: without[name] }) }),
  });
  const start = () =>
    step(context, titles[name], () => {
      parts.add({ end: () => child.end(), pid: child.pid, signal: 'SIGTERM' });
      return child.start();
    });
  return { child, start };
}

const servers = {
  Postgres: {
    signal: 'SIGINT',
    meanwhile: 'Until it is back all requests are answered 503 and processes wait; nothing is lost',
  },
  Temporal: {
    signal: 'SIGTERM',
    meanwhile: 'Until it is back orders and commands are taken (202) and wait; nothing is lost',
  },
} as const;

type Server = Pick<TemporalServer, 'pid' | 'logFile' | 'gone' | 'stop'>;

/** A server that the stack started or took over: it ends with the stack, and should it end before, that is told. */
function addServer({ report, parts }: StartContext, name: keyof typeof servers, server: Server): void {
  const { pid, logFile, gone, stop } = server;
  const { signal, meanwhile } = servers[name];
  let ordered = false;
  const end = () => {
    ordered = true;
    return stop();
  };
  parts.add({ end, pid: () => pid, signal });
  void gone.then((how) => {
    if (!ordered) report.died({ name, how, logFile, lastLines: lastLinesOf(logFile), meanwhile });
  });
}

/** The database's URL, with the newest schema in it and the calendars every system has. */
export async function provideDatabase(context: StartContext): Promise<string> {
  const { environment, stateFolder } = context;
  const url = environment.DATABASE_URL || (await step(context, 'Postgres', startOwn));
  await step(context, 'Schema', async () => {
    if (environment.DATABASE_URL) await mustAnswer(url);
    await migrateDatabase(url);
    await provideCalendars(url);
  });
  return url;

  async function startOwn(): Promise<string> {
    const database = await startLocalDatabase(stateFolder);
    addServer(context, 'Postgres', database);
    return database.url;
  }
}

/** A database of somebody else's: what is wrong with it is told by the name of its setting. */
async function mustAnswer(url: string): Promise<void> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
    throw new CliFailure('DATABASE_URL is no address of a database: write it as postgres://user:secret@host:5432/name');
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await sql`select 1`;
  } catch (error) {
    const advice = 'start it, correct DATABASE_URL, or unset it and "parcours up" runs a Postgres of its own';
    throw new CliFailure(`the database of DATABASE_URL cannot be used (${reasonOf(error)}): ${advice}`);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

type TemporalPlace = { readonly settings: Readonly<Record<string, string>>; readonly uiUrl: string | undefined };

export async function provideTemporal(context: StartContext): Promise<TemporalPlace> {
  const { environment, stateFolder } = context;
  if (environment.TEMPORAL_ADDRESS || environment.TEMPORAL_PROFILE) {
    // Asked now: a worker would wait for it without end.
    await step(context, 'Temporal', async () => (await connectTemporal(environment)).close());
    return { settings: {}, uiUrl: undefined };
  }
  return step(context, 'Temporal', async () => {
    const folder = path.join(stateFolder, 'temporal');
    const server = await startTemporalServer({ folder, port: await claimPort(7233), uiPort: await claimPort(8233) });
    addServer(context, 'Temporal', server);
    const { address, namespace, uiUrl } = server;
    return { settings: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, TEMPORAL_PROFILE: '' }, uiUrl };
  });
}

/** The setting that names the bundle; none where the code is compiled. */
export async function provideBundle(context: StartContext): Promise<Readonly<Record<string, string>>> {
  if (context.environment.WORKFLOW_BUNDLE) return {};
  const file = await step(context, 'Workflows', () => bundleInto(context.stateFolder));
  return file ? { WORKFLOW_BUNDLE: file } : {};
}
