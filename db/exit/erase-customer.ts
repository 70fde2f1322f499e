import { eq, sql } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { claimStore } from '../claims/claim-store.ts';
import { windUpClaim } from '../claims/wind-up-claim.ts';
import { type CustomerToMove, lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { changeProcess, type ProcessChange } from '../processes/change-process.ts';
import { exitDocuments, exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { adoptLeads } from './adopt-leads.ts';
import { endProcesses, runningProcesses } from './end-business.ts';
import { ofTasks } from './personal/spine.ts';
import { overwrites, personalTables } from './personal/tables.ts';

/**
 * Overwrites everything that `personalTables` says is a person's, in one transaction: all of it or nothing. The triggers of
 * append-only tables let it through by `parcours.erasing_exit`, as long as the exit is really due.
 */
export async function eraseCustomer({ tx, facts, now, actor, record }: ProcessChange<ExitFacts>): Promise<void> {
  const { id, customerId, erasedAt, eraseStartedAt } = facts;
  if (erasedAt !== null || eraseStartedAt === null) return;
  const customer = await lockLife(tx, customerId);
  await windUpClaims(tx, customerId, { now, actor });
  await endProcesses(tx, await runningProcesses(tx, customerId, ['case']), { exitId: id, now, actor });
  await adoptLeads(tx, customerId);
  await voidTasks(tx, customerId, now);
  await tx.execute(sql`select set_config('parcours.erasing_exit', ${id}, true)`);
  const rows: Record<string, number> = {};
  for (const table of personalTables) {
    const columns = overwrites(table);
    if (columns.length === 0) continue;
    const set = columns.map(([column, expression]) => sql`${sql.identifier(column)} = ${sql.raw(expression)}`);
    const touched = await tx.execute(
      sql`update ${sql.identifier(table.table)} set ${sql.join(set, sql`, `)} where ${table.rows(sql`${customerId}::text`)}`,
    );
    rows[table.table] = touched.count;
  }
  await tx
    .delete(exitDocuments)
    .where(sql`${exitDocuments.exitId} in (select id from exits where customer_id = ${customerId})`);
  if (!customer || !(await moveLifecycle(tx, customer, { to: 'erased', actor, because: id })))
    throw new Error(`customer ${customerId} of exit ${id} has not exited`);
  await tx
    .update(exits)
    .set({ erasedAt: new Date(now), endedAt: new Date(now) })
    .where(eq(exits.id, id));
  record('exit.was_erased', { rows: Object.values(rows).reduce((sum, count) => sum + count, 0) });
}

/**
 * What a provider still owes them is paid without a name; of the rest nothing is waited for any more. Those that have ended
 * too: goods may come for them still, and can be sent to nobody.
 */
async function windUpClaims(tx: Tx, customerId: string, by: { now: number; actor: string }): Promise<void> {
  const theirs = await tx.execute<{ id: string }>(sql`
    select p.id from processes p join claims c on c.id = p.id
    where c.wound_up_at is null and p.customer_id in (select customer_family(${customerId})) order by p.id`);
  for (const { id } of theirs) await changeProcess(tx, claimStore, { ...by, id, byWorkflow: false }, windUpClaim);
}

/** Nobody has to do anything more about somebody who is not known any more, nor could: what they did would be about them. */
async function voidTasks(tx: Tx, customerId: string, now: number): Promise<void> {
  await tx.execute(sql`
    update tasks set state = 'void', closed_at = ${new Date(now).toISOString()}::timestamptz
    where state = 'open' and ${ofTasks(sql`${customerId}::text`)}`);
}

/**
 * Whoever is writing something about them has committed when this returns, and is overwritten; whoever comes later waits,
 * and finds them erased.
 */
async function lockLife(tx: Tx, customerId: string): Promise<CustomerToMove | null> {
  await tx.execute(sql`
    select 1 from processes where customer_id in (select customer_family(${customerId})) order by id for no key update`);
  await tx.execute(sql`
    select 1 from customers where id in (select customer_family(${customerId})) order by merged_into is null for update`);
  return lockToMove(tx, customerId);
}
