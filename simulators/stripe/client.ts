import type { BookedMoney } from './control.ts';
import type { DeliveryOrders } from './deliveries.ts';
import type { Fault } from './faults.ts';

/** Orders to a running simulator, for tests, the demo and the audit. Throws when it refuses one. */
export type StripeSimulatorClient = {
  readonly book: () => Promise<BookedMoney>;
  readonly fault: (fault: Fault) => Promise<void>;
  readonly clearFaults: () => Promise<void>;
  /** The faults that calls have met so far. */
  readonly metFaults: () => Promise<readonly Fault[]>;
  /** As the vendor does when they are a day old. */
  readonly forgetKeys: () => Promise<void>;
  /** After `hold: false`, ends when everything held back was sent once. */
  readonly webhooks: (orders: DeliveryOrders) => Promise<void>;
  readonly expire: (reference: string) => Promise<void>;
  readonly dispute: (reference: string) => Promise<void>;
};

export function stripeSimulatorClient(url: string): StripeSimulatorClient {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${url}/_sim/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`The payment simulator refused ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return {
    book: async () => (await call('GET', 'book')) as BookedMoney, // written by control.ts
    fault: async (fault) => void (await call('POST', 'faults', fault)),
    clearFaults: async () => void (await call('DELETE', 'faults')),
    metFaults: async () => ((await call('GET', 'faults')) as { met: Fault[] }).met, // written by control.ts
    forgetKeys: async () => void (await call('DELETE', 'keys')),
    webhooks: async (orders) => void (await call('POST', 'webhooks', orders)),
    expire: async (reference) => void (await call('POST', 'expire', { reference })),
    dispute: async (reference) => void (await call('POST', 'dispute', { reference })),
  };
}
