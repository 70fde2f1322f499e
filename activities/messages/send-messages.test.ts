import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { openDatabase } from '../../db/pool.ts';
import { messages } from '../../db/schema/messages.ts';
import { tasks } from '../../db/schema/tasks.ts';
import type { MailMessage, MailProvider } from '../../providers/mail/port.ts';
import { type OpenTestDatabase, openTestDatabase } from '../../test/harness/postgres.ts';
import { queueMessage } from '../../test/harness/queue-message.ts';
import { createOutbox } from './outbox.ts';
import { sendMessage } from './send-message.ts';
import { createMailer, type Mailer, type MailerOptions } from './send-messages.ts';

type Answer = Awaited<ReturnType<MailProvider['send']>>;

const done: Answer = { kind: 'done', providerRef: 'accepted' };
const lost: Answer = { kind: 'unknown', reason: 'no answer' };
const refused: Answer = { kind: 'refused', code: '550', message: 'no such mailbox' };
const logger = pino({ level: 'silent' });

let database: OpenTestDatabase;
let mailers: Mailer[] = [];

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 4 });
});

beforeEach(async () => {
  await database.sql`truncate messages, tasks cascade`;
});

afterEach(async () => {
  await Promise.all(mailers.map((mailer) => mailer.stop()));
  mailers = [];
});

afterAll(() => database.close());

const somebodyElse = { id: 'CUS-BEN0000', email: 'ben@example.com', locale: 'en' } as const;

/** A mail server's book: what it was handed, and what it answers in turn; then always `done`. */
function mailbox(...answers: Answer[]) {
  const handed: MailMessage[] = [];
  const send = async (message: MailMessage): Promise<Answer> => {
    handed.push(message);
    return answers.shift() ?? done;
  };
  return { handed, mail: { send } };
}

function start(mail: MailProvider, more: Partial<MailerOptions> = {}): Mailer {
  const mailer = createMailer({
    database,
    databaseUrl: database.url,
    mail,
    logger,
    pollMs: 50,
    gatherMs: 0,
    ...more,
  });
  mailers.push(mailer);
  mailer.start();
  return mailer;
}

async function rowOf(id: string) {
  const [row] = await database.query.select().from(messages).where(eq(messages.id, id));
  if (!row) throw new Error(`no message ${id}`);
  return row;
}

const untilState = (id: string, state: string) =>
  vi.waitFor(async () => expect((await rowOf(id)).state).toBe(state), { timeout: 30_000, interval: 20 });

it('writes to the customer in their language, under an id that never changes', async () => {
  const { handed, mail } = mailbox();
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  start(mail);
  await untilState(id, 'sent');
  expect(handed).toMatchObject([
    { to: 'zoe@example.com', subject: 'Commande ORD-A annulée', messageId: 'ORD-A-cancelled' },
  ]);
});

it('sends one mail for each message when two mailers run', async () => {
  const { handed, mail } = mailbox();
  const other = openDatabase({ url: database.url });
  const ids = await Promise.all([...Array(40).keys()].map((n) => queueMessage(database, { orderId: `ORD-${n}` })));
  start(mail);
  start(mail, { database: other });
  for (const id of ids) await untilState(id, 'sent');
  await Promise.all(mailers.map((mailer) => mailer.stop()));
  await other.close();
  expect(handed.map((message) => message.messageId).sort()).toEqual([...ids].sort());
});

it('hears of a message when it is committed, without waiting for the poll', async () => {
  const { mail } = mailbox();
  start(mail, { pollMs: 3_600_000 });
  for (const orderId of ['ORD-A', 'ORD-B', 'ORD-C']) {
    await untilState(await queueMessage(database, { orderId }), 'sent');
  }
});

it('goes on hearing after its connection was killed, and misses nothing in between', async () => {
  const { mail } = mailbox();
  start(mail, { pollMs: 3_600_000 });
  for (const orderId of ['ORD-A', 'ORD-B', 'ORD-C']) {
    await untilState(await queueMessage(database, { orderId }), 'sent');
    await database.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'parcours-mailer' and datname = current_database()`;
  }
});

it('writes to one address in the order in which it was told, one after another, and to others meanwhile', async () => {
  const told = ['ORD-Z', 'ORD-M', 'ORD-A'];
  const ids: string[] = [];
  for (const orderId of told) ids.push(await queueMessage(database, { orderId }));
  const other = await queueMessage(database, { orderId: 'ORD-B', customer: somebodyElse });
  const handed: string[] = [];
  let release: (answer: Answer) => void = () => {};
  start({
    send: ({ messageId }) => {
      handed.push(messageId);
      return messageId === ids[0] ? new Promise((resolve) => (release = resolve)) : Promise.resolve(done);
    },
  });
  await untilState(other, 'sent');
  expect(handed).toEqual([ids[0], other]);
  release(done);
  await untilState(String(ids[2]), 'sent');
  expect(handed).toEqual([ids[0], other, ids[1], ids[2]]);
});

it('records what was answered while another message still waits for its answer', async () => {
  const slow = await queueMessage(database, { orderId: 'ORD-A' });
  const quick = await queueMessage(database, { orderId: 'ORD-B', customer: somebodyElse });
  let release: (answer: Answer) => void = () => {};
  start({
    send: ({ messageId }) =>
      messageId === slow ? new Promise((resolve) => (release = resolve)) : Promise.resolve(done),
  });
  await untilState(quick, 'sent');
  expect((await rowOf(slow)).state).toBe('queued');
  release(done);
  await untilState(slow, 'sent');
});

it('tries again under the same id after an unknown outcome', async () => {
  const { handed, mail } = mailbox(lost, lost);
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  start(mail, { waitAfter: () => 0 });
  await untilState(id, 'sent');
  expect(handed.map((message) => message.messageId)).toEqual([id, id, id]);
  expect(await rowOf(id)).toMatchObject({ attempts: 3, failure: null });
});

it('asks an agent after the last attempt', async () => {
  const { handed, mail } = mailbox(lost, lost, lost);
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  start(mail, { waitAfter: (attempts) => (attempts < 3 ? 0 : null) });
  await untilState(id, 'failed');
  expect(handed).toHaveLength(3);
  expect(await database.query.select().from(tasks)).toMatchObject([{ subject: id, role: 'agent' }]);
});

it('takes a refusal as final and asks an agent', async () => {
  const { handed, mail } = mailbox(refused);
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  start(mail);
  await untilState(id, 'failed');
  expect(handed).toHaveLength(1);
  expect(await rowOf(id)).toMatchObject({ failure: 'refused: 550' });
  expect(await database.query.select().from(tasks)).toMatchObject([{ subject: id, role: 'agent' }]);
});

it('asks an engineer about a message that cannot be written, and sends the others', async () => {
  const { mail } = mailbox();
  const incomplete = await queueMessage(database, { orderId: 'ORD-A', template: 'order_confirmed' });
  const fine = await queueMessage(database, { orderId: 'ORD-C' });
  start(mail);
  await untilState(fine, 'sent');
  await untilState(incomplete, 'failed');
  const asked = await database.query.select({ subject: tasks.subject, role: tasks.role }).from(tasks);
  expect(asked).toEqual([{ subject: incomplete, role: 'engineer' }]);
});

it('leaves what only a newer build can write to one, and asks an engineer when none comes', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A', template: 'from_a_newer_version' });
  start(mailbox().mail, { waitAfter: (attempts) => (attempts < 3 ? 10 : null) });
  await untilState(id, 'failed');
  expect(await rowOf(id)).toMatchObject({
    attempts: 3,
    failure: 'given up after 3 attempts: template from_a_newer_version is not known here',
  });
  expect(await database.query.select().from(tasks)).toMatchObject([{ subject: id, role: 'engineer' }]);
});

it('does not send again what it knows to be sent, when the row could not say so', async () => {
  const { handed, mail } = mailbox();
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  const [message] = await claimMessages(database, { limit: 1, leaseMs: 0 });
  if (!message) throw new Error('nothing was due');
  const away = openDatabase({ url: database.url });
  await away.close();
  let query = away.query;
  const outbox = createOutbox({
    database: {
      get query() {
        return query;
      },
    },
    logger,
  });
  const send = () => outbox.send([message], (one) => sendMessage({ mail, logger }, one));
  await send();
  expect((await rowOf(id)).state).toBe('queued');
  query = database.query;
  await send();
  expect(handed).toHaveLength(1);
  expect((await rowOf(id)).state).toBe('sent');
});

it('lets what is being sent end before it stops', async () => {
  let release: (answer: Answer) => void = () => {};
  const asked = vi.fn(() => new Promise<Answer>((resolve) => (release = resolve)));
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  const mailer = start({ send: asked });
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce(), { timeout: 30_000 });
  const stopped = mailer.stop();
  release(done);
  await stopped;
  expect((await rowOf(id)).state).toBe('sent');
});
