/**
 * What a parcel is said to be doing, in rank order: `label_created` is 1, `lost` is 10. `cancelled` has no rank among
 * them, it is our own word for a voided label.
 */
export const trackingStatuses = [
  'label_created',
  'in_transit',
  'out_for_delivery',
  'attempt_failed',
  'available_for_pickup',
  'exception',
  'returning',
  'delivered',
  'returned',
  'lost',
  'cancelled',
] as const;

export type TrackingStatus = (typeof trackingStatuses)[number];
