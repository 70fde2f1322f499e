/** What a customer reads of an order, in their language, as it lies in their inbox. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMailer, type Mailer } from '../../activities/messages/send-messages.ts';
import { createSmtpMail } from '../../providers/mail/smtp.ts';
import type { InboxLine } from '../../simulators/mail/inbox-page.ts';
import { type MailSimulator, startMailSimulator } from '../../simulators/mail/simulator.ts';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;
let s: Scenario;
let server: MailSimulator;
let mailer: Mailer;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping' });
  s = createScenario(world);
  await putStock(world.database, 'LAMP', 'MTL', 20);
  server = await startMailSimulator({ smtpPort: 0, httpPort: 0 });
  const mail = createSmtpMail({ url: server.smtpUrl, from: 'orders@parcours.example', timeoutMs: 5000 });
  const logger = pino({ level: 'silent' });
  mailer = createMailer({ database: world.database, databaseUrl: world.databaseUrl, mail, logger, pollMs: 100 });
  mailer.start();
});
afterAll(async () => {
  await mailer.stop();
  await server.close();
  await world.close();
});

async function inbox(to: string, id: string): Promise<readonly InboxLine[]> {
  const answer = await fetch(`${server.httpUrl}/_sim/inbox?to=${to}`);
  const { messages } = (await answer.json()) as { messages: InboxLine[] }; // the simulator's own shape
  return messages.filter(({ subject }) => subject.includes(id));
}

const subjects = async (to: string, id: string) => (await inbox(to, id)).map(({ subject }) => subject.replace(id, '…'));

type Reader = {
  readonly locale: string;
  readonly customerId: string;
  readonly to: string;
  /** Subject of each mail, and something its text has to say. `{id}`, `{link}` stand for this order's own. */
  readonly way: Readonly<Record<string, readonly string[]>>;
  readonly cancelled: Readonly<Record<string, readonly string[]>>;
};

const readers: readonly Reader[] = [
  {
    locale: 'en',
    customerId: 'CUS-ACCOUNT',
    to: 'acme@example.com',
    way: {
      'Order … is confirmed': ['{id} for $22.98 is confirmed', 'We expect to deliver it by'],
      'Order … is on its way': ['Parcel {id}-S1', 'has left our warehouse', '{link}', 'can no longer be cancelled'],
      'Order … is late': ['Parcel {id}-S1', 'We are sorry', '{link}'],
      'Order … arrives soon': ['is out for delivery', '{link}'],
      'Order … is delivered': ['Parcel {id}-S1', 'open a claim'],
    },
    cancelled: {
      'Order … is confirmed': ['22.98'],
      'Order … is cancelled': ['{id} is cancelled and nothing more will be sent or charged'],
    },
  },
  {
    locale: 'fr',
    customerId: 'CUS-CARD',
    to: 'zoe@example.com',
    way: {
      'Commande … confirmée': ['{id} de 22,98', 'Nous prévoyons de la livrer au plus tard le'],
      'Commande … expédiée': ['Le colis {id}-S1', 'a quitté notre entrepôt', '{link}', 'ne peut plus être annulé'],
      'Commande … retardée': ['Le colis {id}-S1', 'désolés', '{link}'],
      'Commande … en cours de livraison': ['est en cours de livraison', '{link}'],
      'Commande … livrée': ['Le colis {id}-S1', 'faites une réclamation'],
    },
    cancelled: {
      'Commande … confirmée': ['22,98'],
      'Commande … annulée': ['{id} est annulée : plus rien ne sera expédié ni facturé'],
    },
  },
];

/** Exactly these mails came, each once, and each says what it has to. */
async function hasRead(reader: Reader, id: string, mails: Reader['way'], link: string): Promise<void> {
  await expect.poll(async () => (await subjects(reader.to, id)).toSorted()).toEqual(Object.keys(mails).toSorted());
  const came = await inbox(reader.to, id);
  expect(new Set(came.map(({ messageId }) => messageId)).size).toBe(came.length);
  for (const [subject, says] of Object.entries(mails)) {
    const text = came.find((mail) => mail.subject === subject.replace('…', id))?.text ?? '';
    // What separates an amount from its currency is the language's business.
    const read = text.replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const phrase of says) expect(read).toContain(phrase.replace('{id}', id).replace('{link}', link));
    expect(read).not.toMatch(/\{\w+\}|undefined|null/);
  }
}

it.each(readers)('a customer who reads $locale is told each stage of an order once', async (reader) => {
  const id = await world.place({ customerId: reader.customerId });
  await s.send(`${id}-S1`);
  for (const [status, ours] of [
    ['in_transit', 'in_transit'],
    ['failure', 'exception'],
    ['out_for_delivery', 'out_for_delivery'],
    ['delivered', 'delivered'],
  ] as const) {
    await s.scanned(`${id}-S1`, status, ours);
    await s.scan(`${id}-S1`, status); // said again
  }
  await world.reaches(id, 'delivered');
  await hasRead(reader, id, reader.way, (await world.shipmentOf(`${id}-S1`))?.trackingUrl ?? 'no link');
});

it.each(readers)('a customer who reads $locale is told once that the order is cancelled', async (reader) => {
  const id = await world.place({ customerId: reader.customerId });
  await s.packed(`${id}-S1`);
  await s.cancel(id);
  await world.reaches(id, 'cancelled');
  await hasRead(reader, id, reader.cancelled, '');
});
