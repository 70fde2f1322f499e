import type { Client } from '@temporalio/client';
import type { Sql } from 'postgres';
import { sequenceOf } from '../domain/ids.ts';

type NumbersCheck = {
  readonly name: string;
  readonly state: 'ok' | 'fail';
  readonly found: string;
  readonly next?: string;
};

const looksAt = 500;

/**
 * Whether the database would give numbers that were given before: after a restore to an earlier instant Temporal still
 * knows processes under them, and a new order would meet the workflow and the payment of a lost one. Looks at
 * the newest workflows, of which Temporal lists the open ones first.
 */
export async function checkNumbers(client: Client, sql: Sql): Promise<NumbersCheck> {
  const name = 'Numbers';
  let newest = { number: 0n, workflowId: '' };
  let seen = 0;
  for await (const { workflowId } of client.workflow.list({ pageSize: looksAt })) {
    const number = sequenceOf(workflowId.slice(workflowId.indexOf('/') + 1));
    if (number !== null && number > newest.number) newest = { number, workflowId };
    seen += 1;
    if (seen === looksAt) break;
  }
  // Read last: whoever has a workflow had its number before.
  const [row] = await sql<{ given: string }[]>`
    select (case when is_called then last_value else last_value - 1 end)::text as given from readable_ids`;
  const given = BigInt(row?.given ?? 0);
  if (newest.number <= given) return { name, state: 'ok', found: `${given} given, none beyond in Temporal` };
  return {
    name,
    state: 'fail',
    found: `the database has given ${given}, and Temporal knows ${newest.workflowId}, which is number ${newest.number}`,
    next: `an older backup, or another database's namespace; after a restore stop API and workers and run "select setval('readable_ids', ${newest.number} + 1000000)"`,
  };
}
