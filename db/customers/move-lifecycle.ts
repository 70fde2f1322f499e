import { eq, sql } from 'drizzle-orm';
import { canMoveLifecycle, type Lifecycle } from '../../domain/customers/lifecycle.ts';
import { appendEvents, type NewEvent } from '../events/append-events.ts';
import { customers } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

export type LockedCustomer = {
  /** Of the customer who answers: the one they were merged into, where they were. */
  readonly id: string;
  readonly lifecycle: Lifecycle;
  readonly locale: 'en' | 'fr';
  readonly version: number;
};

const held = Symbol('held to be moved');

/** A customer whose life may be moved in this transaction. Nothing but `lockToMove` makes one. */
export type CustomerToMove = LockedCustomer & { readonly [held]: true };

/**
 * Re-reads the customer under their row lock: whoever is about to touch them asks the guards on this answer, in the same
 * transaction. Waits for any other change of the customer; take it after the lock of the process. Null: no such customer.
 * Somebody who was merged into another is answered for by that one; the row of who was merged is locked first, then that of
 * who answers, by everybody (decision 026): rows that name the merged one lock theirs too, by their foreign key.
 */
export const lockCustomer = (tx: Tx, customerId: string): Promise<LockedCustomer | null> =>
  readLocked(tx, customerId, 'no key update');

/**
 * The same under a lock that only a step of their life, a merge and an erasure wait for and are waited for by: for an
 * order, whose row is locked before the customer's, so that it never waits for who holds the customer and wants the order.
 */
export const readCustomerForMessage = (tx: Tx, customerId: string): Promise<LockedCustomer | null> =>
  readLocked(tx, customerId, 'key share');

/**
 * Stronger than lockCustomer: it also waits for orders that are telling them something, or are being placed. Whoever will
 * move a customer's life takes it first: two who hold less and want this would wait for each other. Throws where the same
 * transaction took less before.
 */
export async function lockToMove(tx: Tx, customerId: string): Promise<CustomerToMove | null> {
  const customer = await readLocked(tx, customerId, 'update');
  return customer && { ...customer, [held]: true };
}

type Strength = 'no key update' | 'key share' | 'update';

/** The lock that each transaction took first, by customer. */
const firstLocks = new WeakMap<Tx, Map<string, Strength>>();

/** A lock on top of a weaker one is a deadlock that shows under load only: here it shows in any test of the path. */
function refuseToStrengthen(tx: Tx, customerId: string, strength: Strength): void {
  const locks = firstLocks.get(tx) ?? new Map<string, Strength>();
  firstLocks.set(tx, locks);
  const first = locks.get(customerId) ?? strength;
  locks.set(customerId, first);
  if (strength === 'update' && first !== 'update')
    throw new Error(`customer ${customerId} is locked by "${first}" already: call lockToMove before that`);
}

async function readLocked(tx: Tx, customerId: string, strength: Strength): Promise<LockedCustomer | null> {
  refuseToStrengthen(tx, customerId, strength);
  const { id, lifecycle, locale, version, mergedInto } = customers;
  const [row] = await tx
    .select({ id, lifecycle, locale, version, mergedInto })
    .from(customers)
    .where(eq(id, customerId))
    .for(strength);
  // While this is held nobody undoes the merge. Asked of the locked row: a snapshot may be older than the lock.
  if (row?.mergedInto) return readLocked(tx, row.mergedInto, strength);
  return row ? { ...row, locale: row.locale === 'fr' ? 'fr' : 'en' } : null;
}

/** Records what happened to a customer whose row is locked; returns the new version. */
export async function recordOnCustomer(
  tx: Tx,
  { customer, actor }: { readonly customer: Pick<LockedCustomer, 'id' | 'version'>; readonly actor: string },
  events: readonly NewEvent[],
): Promise<number> {
  const { id, version: before } = customer;
  const of = { aggregate: 'customer' as const, id, version: before, actor, customerId: id };
  const version = await appendEvents(tx, of, events);
  await tx.update(customers).set({ version }).where(eq(customers.id, id));
  return version;
}

/**
 * One legal step of a customer's life. False when the step is not legal from where they are, which includes being there
 * already: of two who ask for the same step, one moves.
 */
export async function moveLifecycle(
  tx: Tx,
  { id }: CustomerToMove,
  { to, actor, because }: { to: Lifecycle; actor: string; because: string },
): Promise<boolean> {
  // As they are now: something may have been recorded on them since.
  const customer = await lockToMove(tx, id);
  if (customer === null || !canMoveLifecycle(customer.lifecycle, to)) return false;
  await tx.execute(sql`update customers set lifecycle = ${to} where id = ${customer.id}`);
  await recordOnCustomer(tx, { customer, actor }, [
    { type: `customer.${to}`, data: { from: customer.lifecycle, because } },
  ]);
  return true;
}
