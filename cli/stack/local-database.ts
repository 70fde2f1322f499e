import path from 'node:path';
import postgres from 'postgres';
import { claimPort } from './claim-port.ts';
import { type PostgresCluster, startCluster } from './postgres-cluster.ts';
import { isTraversable, reachableFolder } from './postgres-programs.ts';

export interface LocalDatabase extends Pick<PostgresCluster, 'pid' | 'logFile' | 'gone' | 'stop'> {
  readonly url: string;
}

const DATABASE = 'parcours';
const WANTED_PORT = 55432;

/** A Postgres of our own under the state folder, with an empty database the first time. It is as durable as any other. */
export async function startLocalDatabase(stateFolder: string): Promise<LocalDatabase> {
  const cluster = await startCluster({ folder: clusterFolder(stateFolder), port: await claimPort(WANTED_PORT) });
  await createDatabase(cluster.url('postgres'));
  return { ...cluster, url: cluster.url(DATABASE) };
}

/** As root Postgres runs as somebody else, who cannot pass through a closed home to the project. */
function clusterFolder(stateFolder: string): string {
  const closed = process.getuid?.() === 0 && !isTraversable(stateFolder);
  return closed ? reachableFolder('postgres', stateFolder) : path.join(stateFolder, 'postgres');
}

async function createDatabase(adminUrl: string): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const found = await sql`select 1 from pg_database where datname = ${DATABASE}`;
    if (found.length === 0) await sql`create database ${sql(DATABASE)}`;
  } finally {
    await sql.end();
  }
}
