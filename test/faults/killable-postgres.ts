import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endProcess } from '../../cli/stack/own-process.ts';
import { startCluster } from '../../cli/stack/postgres-cluster.ts';
import { isTraversable } from '../../cli/stack/postgres-programs.ts';
import { migrateDatabase } from '../../db/migrate.ts';
import { freePort } from '../../process/free-port.ts';
import { administer } from '../harness/administer-database.ts';

export type KillablePostgres = Awaited<ReturnType<typeof startKillablePostgres>>;

// A commit that was answered outlives the server; the machine itself does not die here, so nothing waits for its disk.
const settings = { fsync: 'off', synchronous_commit: 'on', shared_buffers: '64MB' } as const;

/** A Postgres of its own with one migrated database, that can be killed and started again where it was. */
export async function startKillablePostgres() {
  const folder = mkdtempSync(path.join(isTraversable(tmpdir()) ? tmpdir() : '/tmp', 'parcours-postgres-'));
  chmodSync(folder, 0o755); // as root, Postgres runs as somebody else, who must get through
  const place = { folder, port: await freePort(), settings };
  let cluster = await startCluster(place);
  await administer(cluster.url('postgres'), 'create database parcours');
  const url = cluster.url('parcours');
  await migrateDatabase(url);
  return {
    url,
    pid: () => cluster.pid,
    kill: () => endProcess(cluster.pid, 'SIGKILL'),
    start: async (): Promise<void> => {
      cluster = await persistently(() => startCluster(place));
    },
    drop: async (): Promise<void> => {
      await cluster.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The backends of a killed server take a moment to notice, and no other one starts before they are gone. */
async function persistently<T>(start: () => Promise<T>, triesLeft = 50): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (triesLeft === 0) throw error;
    await pause(100);
    return persistently(start, triesLeft - 1);
  }
}
