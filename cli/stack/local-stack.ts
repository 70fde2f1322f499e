import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Child } from './child.ts';
import {
  choosePorts,
  enginePrograms,
  type LocalPorts,
  loopback,
  type PolicyProfile,
  type ProgramName,
  type SimulatorName,
  simulatedVendors,
  simulatorPrograms,
  vendorSettings,
} from './local-programs.ts';
import { usualStateFolder } from './running-stack.ts';
import { settingsOf } from './settings.ts';
import { claimStack } from './stack-note.ts';
import { createStackParts } from './stack-parts.ts';
import {
  prepareProgram,
  provideBundle,
  provideDatabase,
  provideTemporal,
  type StackReport,
  type StartContext,
} from './start-steps.ts';

export interface LocalStackOptions {
  readonly report: StackReport;
  readonly profile: PolicyProfile;
  /** Holds data, logs and books; PARCOURS_STATE, or `.parcours/` of the project, when absent. */
  readonly stateFolder?: string;
  /** What the caller brings: DATABASE_URL, TEMPORAL_ADDRESS, the vendors' keys, PORT. `process.env` when absent. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Gives up the start between two steps. */
  readonly signal?: AbortSignal;
}

export interface LocalStackUrls {
  readonly api: string;
  readonly worker: string;
  readonly temporalUi: string | undefined;
  /** Each only when it is simulated. */
  readonly stripe: string | undefined;
  readonly easypost: string | undefined;
  readonly inbox: string | undefined;
}

export interface LocalStack {
  /** Every setting a process of ours needs, as environment variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly urls: LocalStackUrls;
  readonly stateFolder: string;
  readonly pid: (name: ProgramName) => number | undefined;
  /** Ends a program, SIGTERM unless told otherwise; resolves when it is gone. It stays away until `restart`. */
  readonly kill: (name: ProgramName, signal?: NodeJS.Signals) => Promise<void>;
  /** Ends a program if it runs and starts it again; resolves when it is ready. */
  readonly restart: (name: ProgramName) => Promise<void>;
  /** Ends everything that this stack started, last started first. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

/**
 * Runs everything Parcours needs on this machine: Postgres, Temporal and the vendors' simulators, each unless the
 * environment brings its own, then the worker and the API. Resolves when all answer; when one does not, ends the others
 * and rejects with what that one said last.
 */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  const stateFolder = options.stateFolder ?? usualStateFolder;
  const claim = await claimStack(stateFolder);
  const parts = createStackParts();
  const stop = () => parts.stop().finally(claim.release);
  try {
    return await bringUp({ environment: process.env, ...options, stateFolder, claim, parts, stop });
  } catch (error) {
    await stop();
    throw error;
  }
}

type Start = StartContext & Pick<LocalStackOptions, 'profile'> & Pick<LocalStack, 'stop'>;

async function bringUp(context: Start): Promise<LocalStack> {
  const { profile, stateFolder, stop, environment } = context;
  const ports = await choosePorts(environment);
  const secret = randomBytes(16).toString('hex');
  const vendors = simulatedVendors(environment);
  const bookOf = (name: string) => path.join(stateFolder, `${name}-book.jsonl`);
  const simulators = simulatorPrograms({ ports, secret, profile, bookOf });
  const prepared = vendors.map((name) => prepareProgram(context, name, simulators[name]));
  const [database, temporal, bundle] = await allOf([
    provideDatabase(context),
    provideTemporal(context),
    provideBundle(context),
    ...prepared.map((program) => program.start()),
  ]);
  const settings = {
    ...settingsOf(environment),
    ...bundle,
    DATABASE_URL: database,
    ...temporal.settings,
    POLICY_PROFILE: profile,
    ...vendorSettings(vendors, ports, secret),
    HOST: '127.0.0.1',
    PORT: String(ports.api),
    WORKER_METRICS_PORT: String(ports.worker),
  };
  const engine = enginePrograms(ports, settings);
  const own = (['worker', 'api'] as const).map((name) => prepareProgram(context, name, engine[name]));
  await allOf(own.map((program) => program.start()));
  const children = new Map([...prepared, ...own].map(({ child }) => [child.name, child]));
  return {
    env: settings,
    urls: urlsOf(vendors, ports, temporal.uiUrl),
    stateFolder,
    pid: (name) => children.get(name)?.pid(),
    kill: (name, signal) => childNamed(children, name).end(signal),
    restart: async (name) => {
      const child = childNamed(children, name);
      await child.end();
      await child.start();
    },
    stop,
  };
}

function urlsOf(vendors: readonly SimulatorName[], ports: LocalPorts, temporalUi: string | undefined): LocalStackUrls {
  const simulated = (name: SimulatorName, port: number) => (vendors.includes(name) ? loopback(port) : undefined);
  return {
    api: loopback(ports.api),
    worker: loopback(ports.worker),
    temporalUi,
    stripe: simulated('stripe', ports.stripe),
    easypost: simulated('easypost', ports.easypost),
    inbox: simulated('mail', ports.inbox),
  };
}

function childNamed(children: ReadonlyMap<string, Child>, name: ProgramName): Child {
  const child = children.get(name);
  if (!child) throw new Error(`${name} is not part of this stack: the environment brings its own`);
  return child;
}

/** All side by side; rejects with the first failure, but only when the others have ended too: nothing starts after it. */
async function allOf<T extends readonly unknown[]>(steps: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(steps);
  return Promise.all(steps) as Promise<T>; // the tuple of the same promises
}
