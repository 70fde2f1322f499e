import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { inTransaction } from '../../db/transaction.ts';
import type { Engine } from './engine.ts';
import { patient } from './life.ts';

type Post = Pick<Engine, 'database' | 'mail'>;
type Row = {
  id: string;
  process: string;
  template: string;
  state: string;
  attempts: number;
  to: string;
  erased: boolean;
};

/** By process (`order/ORD-…`): what it should have told its customer, in that order; one of these. */
export type Tellings = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * These processes told what they should, every message that was queued has come to whom it was for, and nothing else. SMTP has no answer for a worker that dies
 * between a server's yes and our row, so a message may come again, under the same Message-ID: once for each attempt at most.
 * Resolves with how many came, and how many of them again.
 */
export async function expectMails(post: Post, tellings: Tellings): Promise<{ came: number; again: number }> {
  await expect.poll(() => stillQueued(post), patient).toEqual([]);
  const rows = await queued(post);
  for (const [process, wanted] of tellings) {
    const told = rows.filter((row) => row.process === process).map(({ template }) => template);
    expect(wanted, process).toContainEqual(told);
  }
  const inbox = await post.mail.everything();
  for (const { id, state, attempts, to, erased } of rows) {
    const copies = inbox.filter(({ messageId }) => idOf(messageId) === id);
    // What waits when its customer is erased is not sent any more; it may have been sent by a worker that died of it.
    if (!erased) expect({ id, state }).toEqual({ id, state: 'sent' });
    if (state === 'sent') expect(copies.length, id).toBeGreaterThanOrEqual(1);
    expect(copies.length, `${id} was tried ${attempts} times`).toBeLessThanOrEqual(attempts);
    for (const copy of copies) expect(copy, id).toMatchObject({ subject: copies[0]?.subject, ...(!erased && { to }) });
  }
  const came = new Set(inbox.map(({ messageId }) => idOf(messageId)));
  expect([...came].filter((id) => !rows.some((row) => row.id === id))).toEqual([]);
  return { came: came.size, again: inbox.length - came.size };
}

const idOf = (messageId: string): string => messageId.replace(/^<|@.*$/g, '');

const queued = ({ database }: Post): Promise<Row[]> =>
  database.query.execute<Row>(sql`
    select m.id, m.process, m.template, m.state, m.attempts, coalesce(p.email, c.email) as to, c.lifecycle = 'erased' as erased
    from messages m join customers c on c.id = m.customer_id
    left join contacts p on p.customer_id = m.customer_id and p.no = m.contact_no
    order by m.created_at, m.id`);

/** A worker that died has a lease of five minutes on what it was sending. Nobody who lives needs half a minute for it, so that from then on the rest of the time is skipped. */
async function stillQueued({ database }: Post): Promise<object[]> {
  await inTransaction(database, async (tx) => {
    await tx.execute(sql`update messages set next_attempt_at = now()
      where state = 'queued' and next_attempt_at between now() and now() + interval '270 seconds'`);
    await tx.execute(sql`notify messages_queued`);
  });
  return [...(await database.query.execute(sql`select id, attempts, failure from messages where state = 'queued'`))];
}
