import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { claimMessages } from '../../db/messages/claim-messages.ts';
import { listenForMessages } from '../../db/messages/listen-for-messages.ts';
import type { Settlement } from '../../db/messages/settle-message.ts';
import type { Database } from '../../db/pool.ts';
import type { MailProvider } from '../../providers/mail/port.ts';
import { createOutbox } from './outbox.ts';
import { type SendDeps, sendMessage } from './send-message.ts';
import { createWakeUp } from './wake-up.ts';

export type MailerOptions = {
  readonly database: Database;
  /** For LISTEN, which needs a connection of its own. */
  readonly databaseUrl: string;
  readonly mail: MailProvider;
  readonly logger: Logger;
  /** For what no hint tells of: a hint that was lost, a lease that ended with its process. */
  readonly pollMs?: number;
  /** How long the first message of a batch waits for others. */
  readonly gatherMs?: number;
  readonly waitAfter?: SendDeps['waitAfter'];
};

export type Mailer = {
  readonly start: () => void;
  /** Takes nothing new, lets what is being sent end. */
  readonly stop: () => Promise<void>;
};

/** Claimed in one commit and settled in another: an order tells its customer four times. */
const batchSize = 20;
/** Longer than a batch can take, or a slow message is sent twice (with the same Message-ID). */
const leaseMs = 300_000;

/**
 * Sends queued messages to customers: soon after they are committed (LISTEN), and by a slow poll. Any number of processes
 * may run one; a message is claimed by one of them at a time.
 */
export function createMailer(options: MailerOptions): Mailer {
  const { database, databaseUrl, mail, logger, waitAfter } = options;
  const { pollMs = 5000, gatherMs = 500 } = options;
  const deps: SendDeps = { mail, logger, ...(waitAfter && { waitAfter }) };
  const outbox = createOutbox({ database, logger });
  const wakeUp = createWakeUp();
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const { taken, nextMs } = await sendBatch();
      if (taken === batchSize || stopping.signal.aborted) continue;
      await wakeUp.wait(Math.min(pollMs, nextMs));
      await pause(gatherMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  /** A failure is logged: the database away is no reason to end the loop. */
  async function sendBatch(): Promise<{ taken: number; nextMs: number }> {
    try {
      const due = await claimMessages(database, { limit: batchSize, leaseMs });
      const settled = await outbox.send(due, (message) => sendMessage(deps, message));
      return { taken: due.length, nextMs: soonest(settled) };
    } catch (error) {
      logger.warn({ err: error }, 'messages could not be read');
      return { taken: 0, nextMs: pollMs };
    }
  }

  let listener: ReturnType<typeof listenForMessages> | undefined;
  return {
    start: () => {
      listener ??= listenForMessages(databaseUrl, wakeUp.ring);
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      wakeUp.ring();
      await Promise.all([running, listener?.stop()]);
    },
  };
}

/** When the first of those that were put off is due again, from now. */
function soonest(settled: readonly Settlement[]): number {
  return Math.min(...settled.map((one) => (one.state === 'queued' ? one.waitMs : Number.POSITIVE_INFINITY)));
}
