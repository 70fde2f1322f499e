import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { claimUndelivered } from '../../db/commands/claim-undelivered.ts';
import { claimOrderNudges } from '../../db/orders/claim-nudges.ts';
import { claimNudges } from '../../db/processes/claim-nudges.ts';
import { spreadNews } from '../../db/processes/spread-news.ts';
import { type Delivery, deliverCommand } from './deliver-command.ts';

export type Relay = { readonly stop: () => Promise<void> };

const batch = 20;
const newsBatch = 1000;
const waitMs = 5000;

/**
 * Delivers again what was accepted and has no answer, and wakes orders and processes that were not seen to look: the API died,
 * Temporal was down, a worker was away. Runs in every
 * worker; the claim gives each command to one relay at a time, and delivering twice does no harm.
 */
export function startRelay(delivery: Delivery, options: { intervalMs: number; logger: Pick<Logger, 'warn'> }): Relay {
  const stopping = new AbortController();
  const running = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const delivered = await sweep();
      if (delivered < batch) await pause(options.intervalMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  async function sweep(): Promise<number> {
    try {
      const claimed = await claimUndelivered(delivery.database, batch);
      await spreadNews(delivery.database, newsBatch);
      const asleep = await claimNudges(delivery.database, batch);
      const unheard = await claimOrderNudges(delivery.database, batch);
      const { wake, wakeOrder } = delivery.processes;
      await Promise.all([
        ...claimed.map(deliver),
        ...asleep.map(wake),
        ...unheard.map((order) => wakeOrder(order.id, order)),
      ]);
      return Math.max(claimed.length, asleep.length, unheard.length);
    } catch (error) {
      options.logger.warn({ err: error }, 'relay: the database did not answer');
      return 0;
    }
  }

  async function deliver(command: Awaited<ReturnType<typeof claimUndelivered>>[number]): Promise<void> {
    try {
      await deliverCommand(delivery, command, { waitMs });
    } catch (error) {
      options.logger.warn({ err: error, command: command.id, order: command.subject }, 'relay: not delivered');
    }
  }

  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
