import { and, eq, sql } from 'drizzle-orm';
import type { ConsentStatement } from '../../domain/customers/consent.ts';
import { mayBeTold, mayBeToldCommercially, type TellingRefusal } from '../../domain/customers/message-guard.ts';
import type { ParamsOf, TemplateName } from '../../domain/messages/templates.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { consents } from '../schema/customers.ts';
import { messages } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type Telling<Name extends TemplateName> = {
  readonly customerId: string;
  /** `claim/CLM-…`: with `step` it is what makes the message one. */
  readonly process: string;
  readonly step: string;
  readonly template: Name;
  readonly params: ParamsOf<Name>;
  /** An offer, or winning back a customer who left; without it, something the customer has to know. */
  readonly commercial?: 'offer' | 'win_back';
  /** Epoch ms. */
  readonly now: number;
};

export type Told = 'queued' | 'told_before' | { readonly withheld: TellingRefusal };

/**
 * Queues one message to a customer, once per (process, step). Lifecycle, consent and the frequency cap over all processes
 * are read here, under the customer's row lock, so that nothing slips in between the check and the row.
 */
export async function tellCustomer<Name extends TemplateName>(tx: Tx, telling: Telling<Name>): Promise<Told> {
  const { customerId, process, step, template, params, commercial, now } = telling;
  const customer = await lockCustomer(tx, customerId);
  if (customer === null || !mayBeTold(customer.lifecycle)) return { withheld: 'lifecycle' };
  const before = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.process, process), eq(messages.step, step)));
  if (before.length > 0) return 'told_before';
  if (commercial) {
    const answer = mayBeToldCommercially(
      customer.lifecycle,
      await statementsOf(tx, customerId),
      await commercialOf(tx, customerId),
      { channel: 'email', purpose: commercial, at: now },
    );
    if (!answer.may) return { withheld: answer.why };
  }
  await tx.insert(messages).values({
    id: `${process.split('/').at(-1)}-${step}`,
    process,
    step,
    customerId,
    template,
    params,
    commercial: commercial !== undefined,
    createdAt: new Date(now),
  });
  await tx.execute(sql`notify messages_queued`);
  return 'queued';
}

async function statementsOf(tx: Tx, customerId: string): Promise<ConsentStatement[]> {
  const rows = await tx
    .select({ channel: consents.channel, given: consents.given, at: consents.at })
    .from(consents)
    .where(eq(consents.customerId, customerId));
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** Instants of the commercial messages that were not given up. */
async function commercialOf(tx: Tx, customerId: string): Promise<number[]> {
  const rows = await tx
    .select({ at: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.customerId, customerId), eq(messages.commercial, true), sql`${messages.state} <> 'failed'`));
  return rows.map((row) => row.at.getTime());
}
