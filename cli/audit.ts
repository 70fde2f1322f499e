import { compareBooks } from '../activities/audit/compare-books.ts';
import { compareProcesses } from '../activities/audit/compare-processes.ts';
import { type Config, loadConfig } from '../config.ts';
import type { Finding, Invariant } from '../db/audit/finding.ts';
import { databaseInvariants, runAudit } from '../db/audit/run-audit.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { createOrderWorkflows } from '../process/order-workflows.ts';
import { createProviders } from '../process/providers.ts';
import { requireDatabaseUrl } from './database-url.ts';
import { readRunningStack } from './services/running-stack.ts';
import { connectTemporal } from './temporal-client.ts';

export type AuditScope = {
  readonly since?: Date;
  /** Whether to ask the payment provider and the carrier: needs their whole configuration. */
  readonly books: boolean;
  /** Whether to ask Temporal. */
  readonly processes: boolean;
};

export type AuditReport = { readonly checked: readonly Invariant[]; readonly findings: readonly Finding[] };

/** Every audit there is, over the configured stack or the one that `parcours up` runs here. */
export async function auditEverything(scope: AuditScope, begin: (part: string) => void): Promise<AuditReport> {
  const database = openDatabase({ url: requireDatabaseUrl(), poolSize: 4, applicationName: 'parcours audit' });
  try {
    begin('the database with itself');
    const findings = await runAudit(database);
    const checked: Invariant[] = [...databaseInvariants];
    if (scope.books) {
      begin('the providers’ books with ours');
      findings.push(...(await compareBooks({ database, ...createProviders(config()) }, { changedSince: scope.since })));
      checked.push('I4');
    }
    if (scope.processes) {
      begin('the processes with their orders');
      findings.push(...(await auditProcesses(database)));
      checked.push('I7');
    }
    return { checked, findings };
  } finally {
    await database.close();
  }
}

function config(): Config {
  return loadConfig({ ...readRunningStack()?.env, ...process.env });
}

async function auditProcesses(database: Database): Promise<Finding[]> {
  const { client, close } = await connectTemporal();
  return compareProcesses({ database, workflows: createOrderWorkflows(client) }).finally(close);
}
