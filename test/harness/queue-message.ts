import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { customers } from '../../db/schema/customers.ts';
import { messages } from '../../db/schema/messages.ts';
import type { MessageLocale } from '../../domain/messages/template.ts';

export type QueuedMessage = {
  readonly orderId: string;
  readonly step?: string;
  readonly template?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly customer?: { readonly id: string; readonly email: string; readonly locale: MessageLocale };
};

export const zoe = { id: 'CUS-ZOE0000', email: 'zoe@example.com', locale: 'fr' } as const;

/** A message to a customer as `changeOrder` queues it, without the order behind it. Returns its id. */
export async function queueMessage(database: Database, message: QueuedMessage): Promise<string> {
  const { orderId, step = 'cancelled', template = 'order_cancelled', params = {}, customer = zoe } = message;
  const billTo = {
    name: 'Zoé',
    line1: '1, rue Sainte-Catherine',
    city: 'Montréal',
    region: 'QC',
    postalCode: 'H2X 1K4',
    country: 'CA',
  };
  await database.query
    .insert(customers)
    .values({ ...customer, name: 'Zoé', billTo })
    .onConflictDoNothing();
  const id = `${orderId}-${step}`;
  await database.query.insert(messages).values({
    id,
    process: `order/${orderId}`,
    step,
    customerId: customer.id,
    template,
    params: { orderId, ...params },
  });
  await database.query.execute(sql`notify messages_queued`);
  return id;
}
