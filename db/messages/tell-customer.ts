import { and, eq, gt, sql } from 'drizzle-orm';
import {
  commercialCap,
  mayBeTold,
  mayBeToldCommercially,
  type TellingRefusal,
} from '../../domain/customers/message-guard.ts';
import type { ParamsOf, TemplateName } from '../../domain/messages/templates.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { consentsOf, ofFamily } from '../customers/read-consents.ts';
import { messages } from '../schema/messages.ts';
import type { Tx } from '../transaction.ts';

export type Telling<Name extends TemplateName> = {
  readonly customerId: string;
  /** Who of them; without, the customer's own address. Their language is looked up at sending time. */
  readonly contactNo?: number | null;
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
 * are read here, under the customer's row lock, so that nothing slips in between the check and the row. The row keeps what
 * was read, for the audit.
 */
export async function tellCustomer<Name extends TemplateName>(tx: Tx, telling: Telling<Name>): Promise<Told> {
  const { customerId, contactNo = null, process, step, template, params, commercial, now } = telling;
  const customer = await lockCustomer(tx, customerId);
  if (customer === null || !mayBeTold(customer.lifecycle)) return { withheld: 'lifecycle' };
  const before = await tx
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.process, process), eq(messages.step, step)));
  if (before.length > 0) return 'told_before';
  let seen: number | null = null;
  if (commercial) {
    const said = await consentsOf(tx, customer.id);
    seen = Math.max(0, ...said.map(({ id }) => id));
    const answer = mayBeToldCommercially(
      customer.lifecycle,
      said.map((statement) => ({ ...statement, at: statement.at.getTime() })),
      await commercialOf(tx, customer.id, now),
      { channel: 'email', purpose: commercial, at: now },
    );
    if (!answer.may) return { withheld: answer.why };
  }
  await tx.insert(messages).values({
    ...{ process, step, template, params },
    id: `${process.split('/').at(-1)}-${step}`,
    customerId: customer.id,
    // Contacts are numbered per customer.
    contactNo: customer.id === customerId ? contactNo : null,
    commercial: commercial !== undefined,
    purpose: commercial,
    lifecycle: customer.lifecycle,
    customerVersion: customer.version,
    consentsSeen: seen,
    createdAt: afterOthersOf(process, new Date(now).toISOString()),
  });
  await tx.execute(sql`notify messages_queued`);
  return 'queued';
}

/** What a process tells is sent in the order in which it told it: at one instant, or by the clock of another machine that is behind. */
const afterOthersOf = (process: string, at: string) => sql<Date>`
  greatest(${at}::timestamptz, (
    select max(told.created_at) + interval '1 microsecond' from messages told where told.process = ${process}))`;

/** Instants of the commercial messages that were not given up, as far back as the cap looks. */
async function commercialOf(tx: Tx, customerId: string, now: number): Promise<number[]> {
  const rows = await tx
    .select({ at: messages.createdAt })
    .from(messages)
    .where(
      and(
        ofFamily(messages.customerId, customerId),
        eq(messages.commercial, true),
        sql`${messages.state} <> 'failed'`,
        gt(messages.createdAt, new Date(now - commercialCap.windowMs)),
      ),
    );
  return rows.map((row) => row.at.getTime());
}
