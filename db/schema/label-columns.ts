import { bigint, text } from 'drizzle-orm/pg-core';

/** A label of ours: bought once, by the carrier's id of the parcel. */
export const labelColumns = () => ({
  providerShipmentId: text('provider_shipment_id'),
  rateId: text('rate_id'),
  carrier: text('carrier'),
  service: text('service'),
  rateMinor: bigint('rate_minor', { mode: 'number' }),
  rateCurrency: text('rate_currency'),
  trackingCode: text('tracking_code'),
  trackingUrl: text('tracking_url'),
  labelUrl: text('label_url'),
});
