import { eq, sql } from 'drizzle-orm';
import { appendEvents } from '../events/append-events.ts';
import { customers } from '../schema/customers.ts';
import { type Lead, leads } from '../schema/leads.ts';
import type { Tx } from '../transaction.ts';

/** A customer who has not bought yet, made from a lead. */
export async function createProspect(
  tx: Tx,
  { id, lead, email, actor }: { id: string; lead: Lead; email: string; actor: string },
): Promise<void> {
  const { name, phone, locale } = lead;
  const version = await appendEvents(tx, { aggregate: 'customer', id, version: 0, actor, customerId: id }, [
    { type: 'customer.created', data: { locale, lead: lead.id } },
  ]);
  await tx.insert(customers).values({ id, name, email, phone, locale, lifecycle: 'prospect', version });
}

export async function markConverted(
  tx: Tx,
  {
    leadId,
    customerId,
    opportunityId,
    now,
  }: { leadId: string; customerId: string; opportunityId: string; now: number },
): Promise<void> {
  const version = sql`${leads.version} + 1`;
  await tx
    .update(leads)
    .set({ state: 'converted', customerId, opportunityId, updatedAt: new Date(now), version })
    .where(eq(leads.id, leadId));
}
