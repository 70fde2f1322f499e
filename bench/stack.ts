/** The engine as it runs on one machine: Postgres, Temporal, simulators, worker and API, each a process of its own. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import postgres from 'postgres';
import { provideLocalKeys } from '../cli/stack/local-keys.ts';
import type { ProgramName } from '../cli/stack/local-programs.ts';
import { type LocalStack, startLocalStack } from '../cli/stack/local-stack.ts';
import { registerArrayTypes } from '../db/array-types.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { createTestApi, type TestApi } from '../test/harness/api-client.ts';
import { putStock, seed } from '../test/harness/seed.ts';
import { orderBody } from './order-body.ts';
import { parentOf } from './processes.ts';

export type ServerName = 'postgres' | 'temporal';

export type BenchStack = Pick<LocalStack, 'env' | 'urls' | 'kill' | 'restart'> & {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly temporal: Client;
  readonly api: TestApi;
  readonly pid: (name: ProgramName | ServerName) => number;
  /** Places an order of these SKUs, one unit each, and returns its id. */
  readonly place: (skus: readonly string[], customerId?: string) => Promise<string>;
  /** Resolves when every order is in `status` (or past it, when it is one of several). */
  readonly reach: (orderIds: readonly string[], ...status: readonly string[]) => Promise<void>;
  /** Hands the order's only parcel over and gives it to the carrier, whose scans then come by themselves. */
  readonly handOver: (orderId: string) => Promise<void>;
};

const PATIENCE_MS = 120_000;

type Options = {
  readonly databaseUrl: string;
  readonly stateFolder: string;
  readonly note: (text: string) => void;
  /** Gets what must be ended, also when a later part does not start. */
  readonly endings: (() => Promise<void>)[];
};

export async function startBenchStack({ databaseUrl, stateFolder, note, endings }: Options): Promise<BenchStack> {
  const stack = await startLocalStack({
    report: { during: (_title, work) => work(), died: (death) => note(`${death.name} ended: ${death.lastLines}`) },
    profile: 'demo',
    stateFolder,
    environment: { DATABASE_URL: databaseUrl },
  });
  endings.push(stack.stop);
  const database = openDatabase({ url: databaseUrl, poolSize: 4, applicationName: 'bench' });
  endings.push(database.close);
  const connection = await Connection.connect({ address: mustHave(stack.env, 'TEMPORAL_ADDRESS') });
  endings.push(() => connection.close());
  const temporal = new Client({ connection, namespace: mustHave(stack.env, 'TEMPORAL_NAMESPACE') });
  await provideLocalKeys(databaseUrl, stateFolder);
  await seed(database);
  for (const sku of ['LAMP', 'DESK', 'CHAIR', 'BULB']) await putStock(database, sku, 'MTL', 10_000_000);
  const watcher = await openWatcher(databaseUrl);
  endings.push(() => watcher.end({ timeout: 1 }));
  const api = await createTestApi(stack.urls.api, database);
  const servers = { postgres: await postmasterOf(database), temporal: temporalOf(stateFolder) };

  return {
    env: stack.env,
    urls: stack.urls,
    kill: stack.kill,
    restart: stack.restart,
    database,
    databaseUrl,
    temporal,
    api,
    pid: (name) => {
      const pid = name === 'postgres' || name === 'temporal' ? servers[name] : stack.pid(name);
      if (pid === undefined) throw new Error(`${name} does not run`);
      return pid;
    },
    ...ordersOn({ watcher, api, carrierUrl: stack.urls.easypost ?? '' }),
  };
}

type Parts = { readonly watcher: postgres.Sql; readonly api: TestApi; readonly carrierUrl: string };

function ordersOn({ watcher, api, carrierUrl }: Parts): Pick<BenchStack, 'place' | 'reach' | 'handOver'> {
  return {
    place: async (skus, customerId) => {
      const answer = await api.post('back_office', '/v1/orders', orderBody(skus, customerId));
      if (answer.status !== 202) throw new Error(`an order was not accepted: ${JSON.stringify(answer.body)}`);
      return answer.body.id;
    },
    reach: async (orderIds, ...status) => {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const [row] = await watcher<{ there: number }[]>`
          select count(*)::int as there from orders where id = any(${orderIds}::text[]) and status = any(${status}::text[])`;
        if (row?.there === orderIds.length) return;
        if (Date.now() > deadline) throw new Error(`only ${row?.there} of ${orderIds.length} orders are ${status}`);
        await pause(50);
      }
    },
    handOver: async (orderId) => {
      const code = await labelled(watcher, `${orderId}-S1`);
      const answer = await api.post('warehouse', `/v1/shipments/${orderId}-S1/hand-over`, {});
      // 202: on a busy machine the process answers later, and the relay sees to it.
      if (answer.status !== 200 && answer.status !== 202)
        throw new Error(`not handed over: ${JSON.stringify(answer.body)}`);
      const posted = await fetch(`${carrierUrl}/_sim/trackers/${code}/post`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      if (!posted.ok) throw new Error(`the carrier did not take the parcel: ${await posted.text()}`);
    },
  };
}

async function labelled(watcher: postgres.Sql, shipmentId: string): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const [row] = await watcher<{ code: string | null }[]>`
      select tracking_code as code from shipments where id = ${shipmentId} and state = 'labelled'`;
    if (row?.code) return row.code;
    await pause(50);
  }
  throw new Error(`${shipmentId} never had a label`);
}

function mustHave(env: Readonly<Record<string, string>>, name: string): string {
  const value = env[name];
  if (value === undefined) throw new Error(`the stack has no ${name}`);
  return value;
}

/** Looks within one transaction that never ends: what it does is no commit, and it sees all that others commit. */
async function openWatcher(url: string): Promise<postgres.Sql> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
  registerArrayTypes(sql);
  await sql`begin`;
  return sql;
}

/** Whose child serves us. */
async function postmasterOf({ sql }: Database): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return parentOf(row?.pid ?? 0);
}

const temporalOf = (stateFolder: string): number =>
  JSON.parse(readFileSync(path.join(stateFolder, 'temporal', 'server.json'), 'utf8')).pid;
