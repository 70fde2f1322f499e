import { Client, Connection } from '@temporalio/client';
import { compareBooks } from '../../activities/audit/compare-books.ts';
import { compareCustomerProcesses } from '../../activities/audit/compare-customer-processes.ts';
import { compareProcesses } from '../../activities/audit/compare-processes.ts';
import { loadConfig } from '../../config.ts';
import type { Finding } from '../../db/audit/finding.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { createCustomerWorkflows, createOrderWorkflows } from '../../process/order-workflows.ts';
import { createProviders } from '../../process/providers.ts';
import type { LocalStack } from '../stack/local-stack.ts';

/**
 * What does not hold in everything the stack has, of this run and the earlier ones: the database with itself, the
 * simulated vendors' own books with ours, Temporal's processes with their orders.
 */
export async function auditDemo({ env }: Pick<LocalStack, 'env'>): Promise<Finding[]> {
  const config = loadConfig(env);
  const database = openDatabase({ url: config.DATABASE_URL, poolSize: 4, applicationName: 'parcours demo' });
  try {
    const own = await runAudit(database);
    const books = await compareBooks({ database, ...createProviders(config) });
    const processes = await compareWithTemporal(database, config);
    return [...own, ...books, ...processes];
  } finally {
    await database.close();
  }
}

async function compareWithTemporal(
  database: Database,
  { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }: ReturnType<typeof loadConfig>,
): Promise<Finding[]> {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  const compared = async () => [
    ...(await compareProcesses({ database, workflows: createOrderWorkflows(client) })),
    ...(await compareCustomerProcesses({ database, workflows: createCustomerWorkflows(client) })),
  ];
  return compared().finally(() => connection.close());
}
