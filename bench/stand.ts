/** What measures stand on: a durable Postgres, the whole engine as real processes, a workflow bundle; each made when first asked for. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '../cli/stack/postgres-cluster.ts';
import { isTraversable } from '../cli/stack/postgres-programs.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { freePort } from '../process/free-port.ts';
import { administer, urlOf } from '../test/harness/administer-database.ts';
import { buildWorkflowBundle } from '../test/harness/workflow-bundle.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

export type Stand = {
  /** Fewer and shorter rounds: to see that everything runs, not to quote from. */
  readonly quick: boolean;
  /** A migrated, empty database of its own; returns its address. */
  readonly database: (name: string) => Promise<string>;
  readonly stack: () => Promise<BenchStack>;
  /** Path of the bundled workflows. */
  readonly bundle: () => Promise<string>;
  readonly note: (text: string) => void;
  /** Ends everything that was made. Safe to call twice. */
  readonly close: () => Promise<void>;
};

export function createStand({ quick, note }: Pick<Stand, 'quick' | 'note'>): Stand {
  const folder = mkdtempSync(path.join(isTraversable(tmpdir()) ? tmpdir() : '/tmp', 'parcours-bench-'));
  chmodSync(folder, 0o755); // as root, Postgres runs as somebody else, who must get through
  const endings: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];

  const cluster = once(async () => {
    note('Postgres, durable');
    // Postgres's own defaults: fsync, full page writes and synchronous commit are on.
    const started = await startCluster({ folder: path.join(folder, 'cluster'), port: await freePort() });
    endings.push(started.stop);
    return started.url('postgres');
  });

  async function database(name: string): Promise<string> {
    const adminUrl = await cluster();
    await administer(adminUrl, `create database ${name}`);
    const url = urlOf(adminUrl, name);
    await migrateDatabase(url);
    return url;
  }

  return {
    quick,
    note,
    database,
    stack: once(async () => {
      const databaseUrl = await database('bench_stack');
      const stack = await startBenchStack({ databaseUrl, stateFolder: path.join(folder, 'stack'), note, endings });
      note('Postgres, Temporal, simulators, worker and API are up');
      return stack;
    }),
    bundle: once(async () => {
      const built = path.join(import.meta.dirname, '..', 'workflow-bundle.js');
      if (existsSync(built)) return built;
      const bundle = await buildWorkflowBundle();
      endings.push(bundle.remove);
      return bundle.path;
    }),
    close: async () => {
      for (let end = endings.pop(); end; end = endings.pop()) await end();
    },
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
