import { ServiceError } from '@temporalio/client';
import { compareBooks } from '../activities/audit/compare-books.ts';
import { compareCustomerProcesses } from '../activities/audit/compare-customer-processes.ts';
import { compareProcesses } from '../activities/audit/compare-processes.ts';
import { type Config, ConfigError, loadConfig } from '../config.ts';
import type { Finding, Invariant } from '../db/audit/finding.ts';
import { databaseInvariants, runAudit } from '../db/audit/run-audit.ts';
import { databaseAway } from '../db/database-errors.ts';
import { type Database, openDatabase } from '../db/pool.ts';
import { createCustomerWorkflows, createOrderWorkflows } from '../process/order-workflows.ts';
import { createProviders } from '../process/providers.ts';
import { requireDatabaseUrl } from './database-url.ts';
import { CliFailure, describeError, EXIT, reasonOf } from './failure.ts';
import { runningStackOf } from './stack/running-stack.ts';
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
  // First: whoever has set nothing lacks more than the providers.
  const url = requireDatabaseUrl();
  const providers = scope.books ? createProviders(providerConfig()) : null;
  const database = openDatabase({ url, poolSize: 4, applicationName: 'parcours audit' });
  try {
    begin('the database with itself');
    const findings = await runAudit(database);
    const checked: Invariant[] = [...databaseInvariants];
    if (providers) {
      begin('the providers’ books with ours');
      findings.push(...(await compareBooks({ database, ...providers }, { changedSince: scope.since })));
      checked.push('I4');
    }
    if (scope.processes) {
      begin('the processes with their orders and customers');
      findings.push(...(await auditProcesses(database)));
      checked.push('I7');
    }
    return { checked, findings };
  } catch (error) {
    // Nobody knows anything then: what the providers and Temporal say is compared with it.
    if (databaseAway(error)) throw new CliFailure(describeError(error), EXIT.unknown);
    throw error;
  } finally {
    await database.close();
  }
}

function providerConfig(): Config {
  try {
    return loadConfig({ ...runningStackOf(process.env)?.env, ...process.env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CliFailure(`${error.message}\nSet what is missing, or leave the providers out with --no-books.`);
  }
}

async function auditProcesses(database: Database): Promise<Finding[]> {
  try {
    const { client, close } = await connectTemporal();
    const compared = async () => [
      ...(await compareProcesses({ database, workflows: createOrderWorkflows(client) })),
      ...(await compareCustomerProcesses({ database, workflows: createCustomerWorkflows(client) })),
    ];
    return await compared().finally(close);
  } catch (error) {
    if (!(error instanceof CliFailure) && !(error instanceof ServiceError)) throw error;
    // What the database and the providers said is told all the same.
    const detail = error instanceof CliFailure ? error.message : `Temporal stopped answering (${reasonOf(error)})`;
    const next = 'Run the audit again once Temporal answers, or leave it out with --no-processes.';
    return [{ invariant: 'I7', subject: 'Temporal', detail: `${detail}.`, next, unknown: true }];
  }
}
