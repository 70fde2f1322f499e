import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { DueMessage } from '../../db/messages/claim-messages.ts';
import { type Settlement, sent, settleMessages } from '../../db/messages/settle-message.ts';
import type { Database } from '../../db/pool.ts';

/** What a slow answer may hold up: the others are recorded without it. */
const recordAfterMs = 1000;

/** Sends batches and records what became of them, each batch in as few statements as its answers allow. */
export function createOutbox({
  database,
  logger,
}: {
  readonly database: Pick<Database, 'query'>;
  readonly logger: Pick<Logger, 'warn'>;
}) {
  /** Taken over by the mail server, but the row could not say so yet: never sent again by this process. */
  const unrecorded = new Set<string>();

  async function record(settled: readonly Settlement[]): Promise<void> {
    const taken = settled.filter((one) => one.state === 'sent').map((one) => one.id);
    for (const id of taken) unrecorded.add(id);
    try {
      await settleMessages(database.query, settled);
      for (const id of taken) unrecorded.delete(id);
    } catch (error) {
      logger.warn({ err: error }, 'outcome of messages not recorded'); // their leases end by themselves
    }
  }

  return {
    /** To one address in the order of the batch, one after another: nobody is told of a decision before what it is about. `send` never rejects. */
    send: async (
      batch: readonly DueMessage[],
      send: (message: DueMessage) => Promise<Settlement>,
    ): Promise<Settlement[]> => {
      const settled: Settlement[] = [];
      let recorded = 0;
      const all = Promise.all(
        byAddress(batch).map(async (messages) => {
          for (const message of messages)
            settled.push(unrecorded.has(message.id) ? sent(message) : await send(message));
        }),
      );
      while (recorded < batch.length) {
        await Promise.race([all, pause(recordAfterMs, undefined, { ref: false })]);
        const news = settled.slice(recorded);
        recorded += news.length;
        if (news.length > 0) await record(news);
      }
      return settled;
    },
  };
}

function byAddress(batch: readonly DueMessage[]): (readonly DueMessage[])[] {
  const addresses = [...new Set(batch.map(({ to }) => to))];
  return addresses.map((address) => batch.filter(({ to }) => to === address));
}
