import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { messages } from '../../db/schema/messages.ts';
import { freePort } from '../../process/free-port.ts';
import { createSmtpMail } from '../../providers/mail/smtp.ts';
import { type MailSimulator, startMailSimulator } from '../../simulators/mail/simulator.ts';
import { type OpenTestDatabase, openTestDatabase } from '../../test/harness/postgres.ts';
import { queueMessage, zoe } from '../../test/harness/queue-message.ts';
import { createMailer, type Mailer } from './send-messages.ts';

type Inbox = {
  readonly messages: readonly { readonly messageId: string; readonly subject: string; readonly text: string }[];
};

let database: OpenTestDatabase;
let smtpPort: number;
let server: MailSimulator | undefined;
let mailer: Mailer;
let mail: ReturnType<typeof createSmtpMail>;

beforeAll(async () => {
  database = await openTestDatabase();
  smtpPort = await freePort();
});

beforeEach(async () => {
  await database.sql`truncate messages, orders cascade`;
  mail = createSmtpMail({ url: `smtp://127.0.0.1:${smtpPort}`, from: 'orders@parcours.example', timeoutMs: 500 });
  const logger = pino({ level: 'silent' });
  mailer = createMailer({
    database,
    databaseUrl: database.url,
    mail,
    logger,
    pollMs: 50,
    gatherMs: 0,
    waitAfter: () => 20,
  });
  mailer.start();
});

afterEach(async () => {
  await mailer.stop();
  mail.close();
  await server?.close();
  server = undefined;
});

afterAll(() => database.close());

async function startServer(fault?: string): Promise<MailSimulator> {
  server = await startMailSimulator({ smtpPort, httpPort: 0 });
  if (fault) {
    const headers = { 'content-type': 'application/json' };
    await fetch(`${server.httpUrl}/_sim/faults`, { method: 'POST', headers, body: JSON.stringify({ mode: fault }) });
  }
  return server;
}

async function inbox({ httpUrl }: MailSimulator): Promise<Inbox['messages']> {
  const answer = await fetch(`${httpUrl}/_sim/inbox?to=${zoe.email}`);
  return ((await answer.json()) as Inbox).messages; // the simulator's own shape
}

async function rowOf(id: string) {
  const [row] = await database.query.select().from(messages).where(eq(messages.id, id));
  return row;
}

const untilSent = (id: string) =>
  vi.waitFor(async () => expect(await rowOf(id)).toMatchObject({ state: 'sent' }), { timeout: 30_000, interval: 20 });

it('waits for a mail server that is down, then sends once', async () => {
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  await vi.waitFor(async () => expect((await rowOf(id))?.attempts).toBeGreaterThan(1), { timeout: 30_000 });
  expect(await rowOf(id)).toMatchObject({ state: 'queued', failure: expect.stringMatching(/./) });
  const up = await startServer();
  await untilSent(id);
  expect(await inbox(up)).toMatchObject([{ messageId: '<ORD-A-cancelled@parcours.example>' }]);
});

it('sends again under the same Message-ID when the server took the mail and its answer was lost', async () => {
  const up = await startServer('timeout_after');
  const id = await queueMessage(database, { orderId: 'ORD-A' });
  await untilSent(id);
  const messageId = '<ORD-A-cancelled@parcours.example>';
  expect(await inbox(up)).toMatchObject([{ messageId }, { messageId }]);
});

it('gives the tracking link of the shipment that was handed over', async () => {
  const up = await startServer();
  await queueMessage(database, { orderId: 'ORD-Z', step: 'known-customer' });
  await insertShipment('ORD-A', 'ORD-A-S1');
  const told = { template: 'order_shipped', step: 'shipped-ORD-A-S1', params: { shipmentId: 'ORD-A-S1' } };
  await untilSent(await queueMessage(database, { orderId: 'ORD-A', ...told }));
  const mail = (await inbox(up)).find(({ messageId }) => messageId.includes('ORD-A'));
  expect(mail?.subject).toBe('Commande ORD-A expédiée');
  expect(mail?.text).toContain('a quitté notre entrepôt avec Purolator');
  expect(mail?.text).toContain('Pour le suivre\u00a0: https://track.example/SIM1');
});

async function insertShipment(orderId: string, shipmentId: string): Promise<void> {
  await database.sql`
    insert into orders (id, customer_id, channel, currency, net_minor, tax_minor, total_minor, shortage_policy,
      payment_method, ship_to, policy, placed_by)
    values (${orderId}, ${zoe.id}, 'web', 'CAD', 0, 0, 0, 'ask', 'account', '{}', '{}', 'test')`;
  await database.sql`
    insert into shipments (id, order_id, no, location_id, carrier, tracking_url)
    values (${shipmentId}, ${orderId}, 1, 'MTL', 'Purolator', 'https://track.example/SIM1')`;
}
