import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { filledBy, keptBack, mergeProblem } from '../../domain/customers/merge.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { customerMerges, customers } from '../schema/customers.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';
import type { Customer } from './customers.ts';
import { lockToMove, moveLifecycle, recordOnCustomer } from './move-lifecycle.ts';
import { obeyConsent } from './obey-consent.ts';

type By = { readonly actor: string };

/**
 * Two customers are one from here on: the kept one answers for both, and takes over what they did not have. Nothing of the
 * absorbed one moves: their orders and processes say whose they were, and reads, guards and caps ask the family.
 */
export async function mergeCustomers(
  tx: Tx,
  { keptId, absorbedId, reason, actor }: By & { keptId: string; absorbedId: string; reason: string },
): Promise<Refusal | { readonly filled: readonly string[] }> {
  await onlyMerge(tx);
  // Before any lock: whoever holds one who was merged already waits for the other one.
  const merged = await mergedAlready(tx, [keptId, absorbedId]);
  if (merged) return merged;
  const found = await lockBoth(tx, absorbedId, keptId);
  const [kept, absorbed] = [found.get(keptId), found.get(absorbedId)];
  if (!kept) return refusal('not_found', { thing: `Customer ${keptId}` });
  if (!absorbed) return refusal('not_found', { thing: `Customer ${absorbedId}` });
  const refused = await standsInTheWay(tx, kept, absorbed);
  if (refused) return refused;
  const filled = filledBy(kept, absorbed);
  await tx.insert(customerMerges).values({ keptId, absorbedId, filled, reason, at: new Date(), mergedBy: actor });
  await tx.update(customers).set({ mergedInto: keptId }).where(eq(customers.id, absorbedId));
  if (Object.keys(filled).length > 0) await tx.update(customers).set(filled).where(eq(customers.id, keptId));
  await recordOnBoth(tx, { kept, absorbed, actor }, { absorbed: 'customer.absorbed', merged: 'customer.merged' });
  // What the one allowed the other may have refused since.
  await obeyConsent(tx, kept, Date.now());
  return { filled: Object.keys(filled) };
}

/** The absorbed one answers for themselves again; the kept one gives back what they took over and still have unchanged. */
export async function unmergeCustomer(
  tx: Tx,
  { absorbedId, actor }: By & { absorbedId: string },
): Promise<Refusal | { readonly keptId: string }> {
  await onlyMerge(tx);
  const open = and(eq(customerMerges.absorbedId, absorbedId), isNull(customerMerges.undoneAt));
  const [merge] = await tx.select().from(customerMerges).where(open);
  const found = await lockBoth(tx, absorbedId, merge?.keptId ?? absorbedId);
  const absorbed = found.get(absorbedId);
  if (!absorbed) return refusal('not_found', { thing: `Customer ${absorbedId}` });
  const kept = merge && found.get(merge.keptId);
  // Both were forgotten as one, maybe while this waited for it.
  if (kept?.lifecycle === 'erased') return refusal('customer_is_erased', { customer: kept.id });
  const undone = await tx.update(customerMerges).set({ undoneAt: new Date(), undoneBy: actor }).where(open).returning();
  if (!kept || undone.length === 0) return refusal('customer_not_merged', { customer: absorbedId });
  await tx.update(customers).set({ mergedInto: null }).where(eq(customers.id, absorbedId));
  const emptied = keptBack(kept, merge.filled);
  if (Object.keys(emptied).length > 0) await tx.update(customers).set(emptied).where(eq(customers.id, kept.id));
  await recordOnBoth(tx, { kept, absorbed, actor }, { absorbed: 'customer.released', merged: 'customer.unmerged' });
  await catchUp(tx, absorbedId, actor);
  return { keptId: kept.id };
}

/** What ended while they were one has moved the life of who answered, who was past that: theirs would wait for it for ever. */
async function catchUp(tx: Tx, customerId: string, actor: string): Promise<void> {
  const [last] = await tx
    .select({ id: processes.id, status: processes.status })
    .from(processes)
    .where(and(eq(processes.kind, 'onboarding'), eq(processes.customerId, customerId)))
    .orderBy(desc(processes.openedAt), desc(processes.id))
    .limit(1);
  if (last?.status !== 'completed') return;
  const customer = await lockToMove(tx, customerId);
  if (customer?.lifecycle === 'onboarding')
    await moveLifecycle(tx, customer, { to: 'active', actor, because: `onboarding ${last.id}` });
}

/** One merge or undoing at a time: two that name the same customers the other way round would wait for each other. */
async function onlyMerge(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('customer-merges'))`);
}

/** As strong as lockToMove, who was merged before who answers, as everybody locks them: it waits for orders that are telling either of them something. */
async function lockBoth(tx: Tx, absorbedId: string, keptId: string): Promise<Map<string, Customer>> {
  const rows = await tx
    .select()
    .from(customers)
    .where(inArray(customers.id, [absorbedId, keptId]))
    .orderBy(sql`${customers.id} <> ${absorbedId}`)
    .for('update');
  return new Map(rows.map((row) => [row.id, row]));
}

async function mergedAlready(tx: Tx, ids: readonly string[]): Promise<Refusal | null> {
  const { id, mergedInto } = customers;
  const rows = await tx
    .select({ id, mergedInto })
    .from(customers)
    .where(inArray(id, [...ids]));
  for (const one of ids) {
    const into = rows.find((row) => row.id === one)?.mergedInto;
    if (into) return refusal('customer_merged', { customer: one, into });
  }
  return null;
}

async function standsInTheWay(tx: Tx, kept: Customer, absorbed: Customer): Promise<Refusal | null> {
  const names = { kept: kept.id, keptLifecycle: kept.lifecycle };
  const both = { ...names, absorbed: absorbed.id, absorbedLifecycle: absorbed.lifecycle };
  const problem = mergeProblem(kept.lifecycle, absorbed.lifecycle);
  if (problem !== null) return refusal(problem === 'leaving' ? 'merge_of_leaving' : 'merge_other_way_round', both);
  const others = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(eq(customers.mergedInto, absorbed.id))
    .orderBy(asc(customers.id));
  if (others.length > 0) {
    return refusal('merge_of_merged', { customer: absorbed.id, others: others.map(({ id }) => id).join(', ') });
  }
  const pairs = await sharedProcesses(tx, kept.id, absorbed.id);
  return pairs.length > 0 ? refusal('merge_of_two_processes', { processes: pairs.join(', ') }) : null;
}

/**
 * Open processes of which one person has at most one: an onboarding, and a run through the same cadence. Others go on side
 * by side, each under its own id.
 */
async function sharedProcesses(tx: Tx, keptId: string, absorbedId: string): Promise<string[]> {
  const rows = await tx.execute<{ pair: string }>(sql`
    select a.id || ' / ' || b.id as pair
    from processes a join processes b on b.kind = a.kind and b.customer_id = ${absorbedId} and b.closed_at is null
    left join enrolments ea on ea.id = a.id left join enrolments eb on eb.id = b.id
    where a.closed_at is null and a.customer_id in (select customer_family(${keptId}))
      and a.kind in ('onboarding', 'enrolment') and ea.cadence_id is not distinct from eb.cadence_id
    order by 1`);
  return rows.map(({ pair }) => pair);
}

async function recordOnBoth(
  tx: Tx,
  { kept, absorbed, actor }: { kept: Customer; absorbed: Customer; actor: string },
  types: { absorbed: 'customer.absorbed' | 'customer.released'; merged: 'customer.merged' | 'customer.unmerged' },
): Promise<void> {
  await recordOnCustomer(tx, { customer: kept, actor }, [{ type: types.absorbed, data: { customer: absorbed.id } }]);
  await recordOnCustomer(tx, { customer: absorbed, actor }, [{ type: types.merged, data: { into: kept.id } }]);
}
