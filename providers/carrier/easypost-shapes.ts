import { z } from 'zod';
import { storable, vendorId, vendorText } from '../storable-text.ts';

/** The fields of EasyPost's objects that are read; others may come and go. */
const decimal = z.string().regex(/^\d+(\.\d+)?$/);

const rate = z.looseObject({
  id: vendorId,
  carrier: vendorText,
  service: vendorText,
  rate: decimal,
  currency: z.string().length(3).transform(storable),
  delivery_days: z.number().int().nullish(),
  est_delivery_days: z.number().int().nullish(),
});

const trackingDetail = z.looseObject({
  status: vendorText,
  status_detail: vendorText.nullish(),
  message: vendorText.nullish(),
  datetime: vendorText,
  source: vendorText.nullish(),
  carrier_code: vendorText.nullish(),
});

export const trackerShape = z.looseObject({
  id: vendorText,
  tracking_code: vendorId,
  created_at: vendorText.nullish(),
  public_url: vendorText.nullish(),
  tracking_details: z.array(trackingDetail).nullish(),
});

export const trackerListShape = z.looseObject({ trackers: z.array(trackerShape) });

export const shipmentShape = z.looseObject({
  id: vendorId,
  rates: z.array(rate),
  selected_rate: rate.nullish(),
  tracking_code: vendorText.nullish(),
  tracker: trackerShape.nullish(),
  postage_label: z.looseObject({ label_url: vendorText.nullish() }).nullish(),
  refund_status: vendorText.nullish(),
});

export const eventShape = z.looseObject({
  id: vendorId,
  description: vendorText,
  result: z.looseObject({ object: vendorText.nullish() }),
});

export type EasyPostRate = z.infer<typeof rate>;
export type EasyPostShipment = z.infer<typeof shipmentShape>;
export type EasyPostTracker = z.infer<typeof trackerShape>;
export type EasyPostTrackingDetail = z.infer<typeof trackingDetail>;
