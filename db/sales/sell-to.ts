import { eq, sql } from 'drizzle-orm';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { Address } from '../../domain/orders/address.ts';
import { lockCustomer, lockToMove, moveLifecycle } from '../customers/move-lifecycle.ts';
import { customers } from '../schema/customers.ts';
import type { Tx } from '../transaction.ts';

const buyers: readonly string[] = ['prospect', 'onboarding', 'active', 'at_risk'];

/** Why nothing is sold to a customer, read under their row lock; null for those who may buy. */
export async function cannotBuy(tx: Tx, customerId: string): Promise<Refusal | null> {
  const customer = await lockCustomer(tx, customerId);
  if (customer === null) return refusal('not_found', { thing: `Customer ${customerId}` });
  const { lifecycle } = customer;
  return buyers.includes(lifecycle) ? null : refusal('customer_cannot_buy', { customer: customerId, lifecycle });
}

/** A prospect who is won becomes a customer to be onboarded; who is one already stays what they are. Refuses before it writes. */
export async function winCustomer(
  tx: Tx,
  {
    customerId,
    billTo,
    actor,
    because,
  }: { customerId: string; billTo: Address | null; actor: string; because: string },
): Promise<Refusal | null> {
  // Who answers for them is won, and has the address.
  const customer = await lockToMove(tx, customerId);
  const refused = await cannotBuy(tx, customerId);
  if (refused || customer === null) return refused;
  const [row] = await tx.execute<{ known: boolean }>(
    sql`select bill_to is not null as known from customers where id = ${customer.id}`,
  );
  if (billTo === null && !row?.known) return refusal('bill_to_missing', { customer: customer.id });
  if (billTo !== null) {
    await tx.update(customers).set({ billTo }).where(eq(customers.id, customer.id));
  }
  await moveLifecycle(tx, customer, { to: 'onboarding', actor, because });
  return null;
}
