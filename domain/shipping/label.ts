/** A label that was bought. */
export type Label = {
  readonly trackingCode: string;
  /** A public page about the parcel; null when the carrier has none. */
  readonly trackingUrl: string | null;
  /** Where the label can be printed from. */
  readonly labelUrl: string | null;
  readonly carrier: string;
  readonly service: string;
  /** Integer in the currency's minor unit (ISO 4217). */
  readonly rateMinor: number;
  readonly currency: string;
};
