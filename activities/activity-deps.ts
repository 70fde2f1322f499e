import type { Database } from '../db/pool.ts';
import type { CarrierProvider } from '../providers/carrier/port.ts';
import type { PaymentProvider } from '../providers/payment/port.ts';

/** What a worker's steps stand on. */
export type ActivityDeps = {
  readonly database: Database;
  readonly payments: PaymentProvider;
  readonly carrier: CarrierProvider;
  /** Tells an order's process to look again; never rejects. */
  readonly nudge: (orderId: string) => Promise<void>;
  /** Epoch ms, as Temporal counts it: a test skips time there. */
  readonly now: () => Promise<number>;
};
