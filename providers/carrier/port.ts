import type { Address } from '../../domain/orders/address.ts';
import type { Label } from '../../domain/shipping/label.ts';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';
import type { Answer } from '../answer.ts';
import type { CarrierWebhook } from './webhook.ts';

/**
 * Parcels in domain words: ask what each service costs, buy one label, undo it, follow the parcel.
 *
 * - `rates` registers the parcel at the carrier. A lost answer may leave an unused one behind, which costs nothing; so
 *   store `providerShipmentId` before the purchase and buy by that id only: one parcel never has two labels.
 * - `unknown` is an outcome, not an error. Before a label is bought again, `find` tells whether it was bought.
 * - Nothing throws for what the carrier or the network did.
 */
export type CarrierProvider = {
  /** Registers the parcel and prices it. Refused with `no_rates` when no service goes there. */
  readonly rates: (
    request: RatesRequest,
  ) => Promise<Answer<{ readonly providerShipmentId: string; readonly rates: readonly [Rate, ...Rate[]] }>>;
  /** Pays for one label. A second purchase of the same parcel gives the first label and is not charged. */
  readonly buyLabel: (request: BuyLabelRequest) => Promise<Answer<Label>>;
  /**
   * The label bought for a parcel, null when none was; a voided label still counts as bought. Refused with `no_parcel` when
   * the carrier has none under this id.
   */
  readonly find: (
    providerShipmentId: string,
  ) => Promise<Answer<{ readonly label: Label | null; readonly voided: VoidAsked }>>;
  /** Asks for the label's money back. Done as well when it was voided before. */
  readonly voidLabel: (request: VoidLabelRequest) => Promise<Answer<{ readonly state: VoidState }>>;
  /** All that the carrier has said about a parcel so far, oldest first. */
  readonly track: (trackingCode: string) => Promise<Answer<{ readonly scans: readonly Scan[] }>>;
  /** Checks the signature on the raw bytes before it reads anything. Pure, never throws. */
  readonly parseWebhook: (rawBody: Buffer, signature: string | undefined) => CarrierWebhook;
};

export type RatesRequest = {
  /** Our shipment id, by which people find the parcel in the carrier's own screens. */
  readonly reference: string;
  readonly from: Address;
  readonly to: Address;
  readonly parcel: { readonly weightGrams: number };
};

export type Rate = {
  readonly id: string;
  readonly carrier: string;
  readonly service: string;
  /** Integer in the currency's minor unit (ISO 4217). */
  readonly rateMinor: number;
  readonly currency: string;
  /** Days on the way as the carrier states them; null when it states none. */
  readonly deliveryDays: number | null;
};

export type BuyLabelRequest = { readonly providerShipmentId: string; readonly rateId: string };

export type VoidLabelRequest = { readonly providerShipmentId: string };

/** `submitted`: the carrier looks at it and will give the money back. `refused`: the label was used. */
export type VoidState = 'submitted' | 'voided' | 'refused';
/** What became of the label’s money; `none`: nobody asked for it; `not_billed`: there is none to give back, used or not. */
export type VoidAsked = VoidState | 'none' | 'not_billed';
