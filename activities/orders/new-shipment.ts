import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';

/** A parcel as it was reserved, before it has rows. */
export type NewShipment = {
  readonly no: number;
  readonly locationId: string;
  /** Its units were captured with an earlier parcel: no payment of its own. */
  readonly prepaid: boolean;
  readonly lines: readonly UnitsOfLine[];
};
