import { eq, sql } from 'drizzle-orm';
import { canMoveLifecycle, type Lifecycle } from '../../domain/customers/lifecycle.ts';
import { appendEvents, type NewEvent } from '../events/append-events.ts';
import { customers } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

export type LockedCustomer = {
  readonly id: string;
  readonly lifecycle: Lifecycle;
  readonly locale: 'en' | 'fr';
  readonly version: number;
};

/**
 * Re-reads the customer under their row lock: whoever is about to touch them asks the guards on this answer, in the same
 * transaction. Waits for any other change of the customer; take it after the lock of the process. Null: no such customer.
 */
export async function lockCustomer(tx: Tx, customerId: string): Promise<LockedCustomer | null> {
  const [row] = await tx
    .select({ id: customers.id, lifecycle: customers.lifecycle, locale: customers.locale, version: customers.version })
    .from(customers)
    .where(eq(customers.id, customerId))
    .for('no key update');
  return row ? { ...row, locale: row.locale === 'fr' ? 'fr' : 'en' } : null;
}

/** Records what happened to a customer whose row is locked; returns the new version. */
export async function recordOnCustomer(
  tx: Tx,
  { customer, actor }: { readonly customer: Pick<LockedCustomer, 'id' | 'version'>; readonly actor: string },
  events: readonly NewEvent[],
): Promise<number> {
  const of = { aggregate: 'customer' as const, id: customer.id, version: customer.version, actor };
  const version = await appendEvents(tx, of, events);
  await tx.update(customers).set({ version }).where(eq(customers.id, customer.id));
  return version;
}

/**
 * One legal step of a customer's life. False when the step is not legal from where they are, which includes being there
 * already: of two who ask for the same step, one moves.
 */
export async function moveLifecycle(
  tx: Tx,
  { customerId, to, actor, because }: { customerId: string; to: Lifecycle; actor: string; because: string },
): Promise<boolean> {
  const customer = await lockCustomer(tx, customerId);
  if (customer === null || !canMoveLifecycle(customer.lifecycle, to)) return false;
  await tx.execute(sql`update customers set lifecycle = ${to} where id = ${customerId}`);
  await recordOnCustomer(tx, { customer, actor }, [
    { type: `customer.${to}`, data: { from: customer.lifecycle, because } },
  ]);
  return true;
}
