import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commandOf, endProcess } from '../../cli/stack/own-process.ts';
import { startCluster } from '../../cli/stack/postgres-cluster.ts';
import { isTraversable } from '../../cli/stack/postgres-programs.ts';
import { freePort } from '../../process/free-port.ts';
import { isAlive } from '../../process/is-alive.ts';
import { clearDeadClaims } from '../../process/port-claims.ts';

export interface TestCluster {
  /** Address of the maintenance database, with the right to create databases. */
  readonly adminUrl: string;
  readonly stop: () => Promise<void>;
}

const PREFIX = 'parcours-test-';

// Nothing here outlives the run, so nothing waits for the disk.
const SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum_naptime: '10s',
  shared_buffers: '64MB',
  // Three suites at once that kill workers of forty connections each need more than the 200 of a cluster of `up`.
  max_connections: '600',
} as const;

/** The one Postgres of a test run: PARCOURS_TEST_DATABASE_URL when it is set, else a fresh embedded cluster. */
export async function startTestCluster(): Promise<TestCluster> {
  const given = process.env.PARCOURS_TEST_DATABASE_URL;
  if (given) return { adminUrl: given, stop: async () => {} };
  await removeLeftovers();
  const folder = mkdtempSync(path.join(temporaryFolder(), `${PREFIX}${process.pid}-`));
  const cluster = await startCluster({ folder, port: await freePort(), settings: SETTINGS });
  const stop = async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { adminUrl: cluster.url('postgres'), stop };
}

/** Ends the servers and removes the folders, and the claims on ports, of runs that were killed before they could. */
async function removeLeftovers(): Promise<void> {
  clearDeadClaims();
  const base = temporaryFolder();
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(PREFIX))) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (isAlive(owner)) continue;
    const folder = path.join(base, name);
    const lockFile = path.join(folder, 'data', 'postmaster.pid');
    const pid = existsSync(lockFile) ? Number(readFileSync(lockFile, 'utf8').split('\n')[0]) : 0;
    if (pid > 0 && commandOf(pid)?.includes(folder)) await endProcess(pid, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A TMPDIR under a closed home is of no use to the account that runs Postgres when we are root. */
function temporaryFolder(): string {
  return isTraversable(tmpdir()) ? tmpdir() : '/tmp';
}
