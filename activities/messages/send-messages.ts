import type { Logger } from 'pino';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { listenForMessages } from '../../db/messages/listen-for-messages.ts';
import type { Database } from '../../db/pool.ts';
import type { MailProvider } from '../../providers/mail/port.ts';
import { type SendDeps, sendMessage } from './send-message.ts';
import { createWakeUp } from './wake-up.ts';

export type MailerOptions = {
  readonly database: Database;
  /** For LISTEN, which needs a connection of its own. */
  readonly databaseUrl: string;
  readonly mail: MailProvider;
  readonly logger: Logger;
  readonly pollMs?: number;
  /** Longer than a call to the mail provider can take, or a slow call is made twice (with the same Message-ID). */
  readonly leaseMs?: number;
  readonly waitAfter?: SendDeps['waitAfter'];
};

export type Mailer = {
  readonly start: () => void;
  /** Takes nothing new, lets what is being sent end. */
  readonly stop: () => Promise<void>;
};

/** Sent together, so that one slow answer holds up four others and not the lease. */
const batchSize = 5;

/**
 * Sends queued messages to customers: as soon as they are committed (LISTEN), and by a poll for retries and lost hints.
 * Any number of processes may run one; a message is claimed by one of them at a time.
 */
export function createMailer(options: MailerOptions): Mailer {
  const { database, databaseUrl, mail, logger, waitAfter, pollMs = 1000, leaseMs = 120_000 } = options;
  const deps: SendDeps = { database, mail, logger, unrecorded: new Set(), ...(waitAfter && { waitAfter }) };
  const wakeUp = createWakeUp();
  let running: Promise<void> | undefined;
  let stopping = false;

  async function run(): Promise<void> {
    while (!stopping) {
      const taken = await sendBatch(deps, leaseMs);
      if (taken < batchSize && !stopping) await wakeUp.wait(pollMs);
    }
  }

  let listener: ReturnType<typeof listenForMessages> | undefined;
  return {
    start: () => {
      listener ??= listenForMessages(databaseUrl, wakeUp.ring);
      running ??= run();
    },
    stop: async () => {
      stopping = true;
      wakeUp.ring();
      await Promise.all([running, listener?.stop()]);
    },
  };
}

/** Claims and sends; returns how many were taken. A failure is logged: the database away is no reason to end the loop. */
async function sendBatch(deps: SendDeps, leaseMs: number): Promise<number> {
  try {
    const due = await claimMessages(deps.database, { limit: batchSize, leaseMs });
    const sent = await Promise.allSettled(due.map((message) => sendMessage(deps, message)));
    const failed = sent.filter((result) => result.status === 'rejected');
    for (const { reason } of failed) deps.logger.warn({ err: reason }, 'outcome of a message not recorded');
    return due.length;
  } catch (error) {
    deps.logger.warn({ err: error }, 'messages could not be read');
    return 0;
  }
}
