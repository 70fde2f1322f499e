import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { SMTPServer } from 'smtp-server';
import { z } from 'zod';
import { type InboxLine, inboxPage } from './inbox-page.ts';
import { readMail } from './read-mail.ts';

export type MailSimulatorOptions = {
  /** 0 takes any free port. */
  readonly smtpPort: number;
  readonly httpPort: number;
  /** Loopback unless told otherwise: the inbox has no lock. */
  readonly host?: string | undefined;
};

export type MailSimulator = {
  readonly smtpUrl: string;
  readonly httpUrl: string;
  /** How many connections were ever made to it. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

/**
 * What the next `times` messages (to an address that contains `match`, when given) meet: `refuse` a 550 for the recipient, `refuse_later` a 451, `timeout` silence without
 * taking the message, `timeout_after` silence after taking it.
 */
const faultShape = z.strictObject({
  mode: z.enum(['refuse', 'refuse_later', 'timeout', 'timeout_after']),
  times: z.number().int().min(1).default(1),
  match: z.string().min(1).optional(),
});
type Fault = z.infer<typeof faultShape>;

type Faults = ReturnType<typeof createFaults>;

function createFaults() {
  const planned: Fault[] = [];
  const met: Fault[] = [];
  return {
    add: ({ times, ...fault }: Fault) => void planned.push(...Array<Fault>(times).fill({ ...fault, times: 1 })),
    /** Every fault that a message has met, in that order. */
    met: (): readonly Fault[] => met,
    /** The mode of the first fault for one of these addresses when it is one of `modes`; it is used up. */
    take: (modes: readonly Fault['mode'][], addresses: readonly string[]): Fault['mode'] | undefined => {
      const first = planned.find(({ match }) => match === undefined || addresses.some((to) => to.includes(match)));
      if (!first || !modes.includes(first.mode)) return undefined;
      planned.splice(planned.indexOf(first), 1);
      met.push(first);
      return first.mode;
    },
  };
}

/** Starts an SMTP server that keeps what it gets, and `GET /_sim/inbox?to=` to read it. */
export async function startMailSimulator(options: MailSimulatorOptions): Promise<MailSimulator> {
  const host = options.host ?? '127.0.0.1';
  const inbox: InboxLine[] = [];
  const faults = createFaults();
  const smtp = createSmtpServer(inbox, faults);
  smtp.on('error', () => undefined); // a client that hangs up; the simulator goes on
  let connections = 0;
  smtp.server.on('connection', () => {
    connections += 1;
  });
  smtp.listen(options.smtpPort, host);
  await once(smtp.server, 'listening');
  const http = createServer(inboxRoutes(inbox, faults)).listen(options.httpPort, host);
  await once(http, 'listening');
  return {
    smtpUrl: `smtp://${host}:${portOf(smtp.server.address())}`,
    httpUrl: `http://${host}:${portOf(http.address())}`,
    connections: () => connections,
    close: async () => {
      http.close();
      http.closeAllConnections();
      for (const connection of smtp.connections) connection._socket?.destroy();
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
    },
  };
}

// A cast: a TCP server's address is never a pipe name.
const portOf = (address: unknown): number => (address as AddressInfo).port;

function createSmtpServer(inbox: InboxLine[], faults: Faults): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onAuth: (auth, _session, answer) => answer(null, { user: auth.username ?? '' }),
    onRcptTo: (address, _session, answer) => {
      const refused = faults.take(['refuse', 'refuse_later'], [address.address]);
      if (refused === 'refuse') return answer(replyOf(550, `No such user: ${address.address}`));
      if (refused === 'refuse_later') return answer(replyOf(451, 'Try again later'));
      return answer();
    },
    onData: (stream, { envelope }, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        const fault = faults.take(['timeout', 'timeout_after'], recipients);
        if (fault === 'timeout') return;
        const mail = readMail(Buffer.concat(chunks));
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const receivedAt = new Date().toISOString();
        for (const to of recipients) inbox.push({ ...mail, to, from, receivedAt });
        if (fault !== 'timeout_after') answer();
      });
    },
  });
}

const replyOf = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

function inboxRoutes(inbox: readonly InboxLine[], faults: Faults) {
  const app = express();
  app.use(express.json());
  app.get('/_sim/inbox', (request, response) => {
    const { to } = request.query;
    const messages = inbox.filter((line) => to === undefined || line.to === to);
    // A browser asks for a page, a program for anything.
    if (request.accepts('json', 'html') === 'html') response.type('html').send(inboxPage(messages));
    else response.json({ messages });
  });
  app.post('/_sim/faults', ({ body }, response) => {
    faults.add(faultShape.parse(body));
    response.status(204).end();
  });
  app.get('/_sim/faults', (_request, response) => {
    response.json({ met: faults.met() });
  });
  return app;
}
