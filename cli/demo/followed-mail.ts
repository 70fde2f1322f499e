import { setTimeout as pause } from 'node:timers/promises';
import type { Mail, Vendors } from './vendors.ts';

export interface FollowedMail {
  /** Looks once more, then no further. */
  readonly stop: () => Promise<void>;
}

const LOOK_EVERY_MS = 250;

/** Tells each mail about an order as it arrives in its customer's inbox. */
export function followMail(vendors: Vendors, orderId: string, onMail: (mail: Mail) => void): FollowedMail {
  const cut = new AbortController();
  let told = 0;
  const look = async () => {
    const mails = await vendors.mails(orderId);
    for (const mail of mails.slice(told)) onMail(mail);
    told = mails.length;
  };
  const looking = (async () => {
    while (!cut.signal.aborted) {
      // The inbox is an ornament of the story: it may be away for a moment.
      await look().catch(() => {});
      await pause(LOOK_EVERY_MS, undefined, { signal: cut.signal }).catch(() => {});
    }
  })();
  return {
    stop: async () => {
      cut.abort();
      await looking;
      await look().catch(() => {});
    },
  };
}
