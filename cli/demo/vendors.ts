import { z } from 'zod';
import { CliFailure } from '../failure.ts';
import type { LocalStackUrls } from '../stack/local-stack.ts';

const charge = z.looseObject({ reference: z.string().nullable(), status: z.string(), captured: z.number() });
const moneyBook = z.looseObject({
  intents: z.array(charge),
  refunds: z.array(z.looseObject({ reference: z.string().nullable(), status: z.string(), amount: z.number() })),
});
const parcelBook = z.looseObject({
  shipments: z.array(
    z.looseObject({ reference: z.string().nullable(), trackingCode: z.string(), refunded: z.boolean() }),
  ),
});
const mail = z.looseObject({ to: z.string(), subject: z.string(), receivedAt: z.iso.datetime() });
export type Mail = z.infer<typeof mail>;
const inboxBook = z.looseObject({ messages: z.array(mail) });

/** The vendors' own books of one order, and what only the world outside can do. All of it is simulated. */
export interface Vendors {
  readonly charges: (orderId: string) => Promise<z.infer<typeof charge>[]>;
  readonly refunds: (orderId: string) => Promise<z.infer<typeof moneyBook>['refunds']>;
  readonly labels: (orderId: string) => Promise<z.infer<typeof parcelBook>['shipments']>;
  /** Puts the parcel into the carrier's hands: from now on it is scanned. */
  readonly post: (trackingCode: string) => Promise<void>;
  /** The next purchase of a label takes effect, but its answer is never sent. */
  readonly loseNextLabelAnswer: () => Promise<void>;
  /** What customers were written about the order so far, oldest first. */
  readonly mails: (orderId: string) => Promise<Mail[]>;
}

export function createVendors({ stripe, easypost, inbox }: LocalStackUrls): Vendors {
  if (!stripe || !easypost || !inbox) throw new CliFailure('the demo needs all vendors simulated');
  const ofOrder = (orderId: string) => (row: { reference: string | null }) => row.reference?.startsWith(`${orderId}-`);
  return {
    charges: async (orderId) => {
      const { intents } = moneyBook.parse(await ask(`${stripe}/_sim/book`));
      return intents.filter(ofOrder(orderId));
    },
    refunds: async (orderId) => {
      const { refunds } = moneyBook.parse(await ask(`${stripe}/_sim/book`));
      return refunds.filter(ofOrder(orderId));
    },
    labels: async (orderId) => {
      const { shipments } = parcelBook.parse(await ask(`${easypost}/_sim/book`));
      return shipments.filter(ofOrder(orderId));
    },
    post: async (code) => void (await ask(`${easypost}/_sim/trackers/${code}/post`, {})),
    loseNextLabelAnswer: async () =>
      void (await ask(`${easypost}/_sim/faults`, { op: 'buy', mode: 'timeout_after', times: 1 })),
    mails: async (orderId) => {
      const { messages } = inboxBook.parse(await ask(`${inbox}/_sim/inbox`));
      return messages.filter(({ subject }) => subject.includes(orderId));
    },
  };
}

async function ask(url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(10_000),
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new CliFailure(`the simulator at ${url} answered ${response.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}
