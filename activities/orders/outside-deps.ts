import type { Database } from '../../db/pool.ts';
import type { CarrierProvider } from '../../providers/carrier/port.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';

/** What a step that calls payment or carrier stands on. */
export type OutsideDeps = {
  readonly database: Database;
  readonly payments: PaymentProvider;
  readonly carrier: CarrierProvider;
  /** False on the very first try: every later one looks up what an earlier one may have done. */
  readonly triedBefore: () => boolean;
};
