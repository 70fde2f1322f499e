/** Two customers who are one: which of them stays, what they take over, and what stands in the way. */
import type { Address } from '../orders/address.ts';

/** What the kept customer takes over where they have none. */
export type MergedFields = {
  readonly phone?: string;
  readonly billTo?: Address;
};
