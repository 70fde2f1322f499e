import { z } from 'zod';

/** The fields of EasyPost's objects that are read; others may come and go. */
const decimal = z.string().regex(/^\d+(\.\d+)?$/);

const rate = z.looseObject({
  id: z.string().min(1),
  carrier: z.string(),
  service: z.string(),
  rate: decimal,
  currency: z.string().length(3),
  delivery_days: z.number().int().nullish(),
  est_delivery_days: z.number().int().nullish(),
});

const trackingDetail = z.looseObject({
  status: z.string(),
  status_detail: z.string().nullish(),
  message: z.string().nullish(),
  datetime: z.string(),
  source: z.string().nullish(),
  carrier_code: z.string().nullish(),
});

export const trackerShape = z.looseObject({
  id: z.string(),
  tracking_code: z.string().min(1),
  created_at: z.string().nullish(),
  public_url: z.string().nullish(),
  tracking_details: z.array(trackingDetail).nullish(),
});

export const trackerListShape = z.looseObject({ trackers: z.array(trackerShape) });

export const shipmentShape = z.looseObject({
  id: z.string().min(1),
  rates: z.array(rate),
  selected_rate: rate.nullish(),
  tracking_code: z.string().nullish(),
  tracker: trackerShape.nullish(),
  postage_label: z.looseObject({ label_url: z.string().nullish() }).nullish(),
  refund_status: z.string().nullish(),
});

export const eventShape = z.looseObject({
  id: z.string().min(1),
  description: z.string(),
  result: z.looseObject({ object: z.string().nullish() }),
});

export type EasyPostRate = z.infer<typeof rate>;
export type EasyPostShipment = z.infer<typeof shipmentShape>;
export type EasyPostTracker = z.infer<typeof trackerShape>;
export type EasyPostTrackingDetail = z.infer<typeof trackingDetail>;
