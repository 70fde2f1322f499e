import type { AddressFields, RateRow, ShipmentRow } from './book.ts';

const idTail = (shipment: ShipmentRow) => shipment.id.slice('shp_'.length);

/** The Shipment object as the API shows it; fields of the purchase are null before it. */
export function shipmentObject(row: ShipmentRow) {
  const rates = row.rates.map((rate) => rateObject(row, rate));
  return {
    id: row.id,
    object: 'Shipment',
    mode: 'test',
    created_at: row.createdAt,
    updated_at: row.scans.at(-1)?.datetime ?? row.createdAt,
    reference: row.reference,
    is_return: false,
    to_address: addressObject(row.to),
    from_address: addressObject(row.from),
    parcel: { object: 'Parcel', id: `prcl_${idTail(row)}`, weight: row.weightOunces },
    rates,
    selected_rate: rates.find((rate) => rate.id === row.bought?.rateId) ?? null,
    postage_label: row.bought && {
      id: `pl_${idTail(row)}`,
      object: 'PostageLabel',
      label_size: '4x6',
      label_file_type: 'image/png',
      label_url: `https://labels.carrier.example/${row.bought.trackingCode}.png`,
    },
    tracking_code: row.bought?.trackingCode ?? null,
    tracker: row.bought && trackerObject(row),
    status: row.bought ? (row.scans.at(-1)?.status ?? 'unknown') : 'unknown',
    refund_status: row.refundStatus,
    fees: [],
    messages: [],
    options: {},
  };
}

function rateObject(row: ShipmentRow, rate: RateRow) {
  return {
    id: rate.id,
    object: 'Rate',
    mode: 'test',
    created_at: row.createdAt,
    updated_at: row.createdAt,
    shipment_id: row.id,
    carrier_account_id: `ca_${rate.carrier.toLowerCase()}`,
    carrier: rate.carrier,
    service: rate.service,
    rate: rate.rate,
    currency: rate.currency,
    retail_rate: null,
    list_rate: rate.rate,
    list_currency: rate.currency,
    delivery_days: rate.deliveryDays,
    delivery_date: null,
    delivery_date_guaranteed: false,
    est_delivery_days: rate.deliveryDays,
    billing_type: 'easypost',
  };
}

const addressObject = (fields: AddressFields) => ({ object: 'Address', mode: 'test', ...fields });

/** The Tracker object: the state now and every scan so far, oldest first. */
export function trackerObject(row: ShipmentRow) {
  const last = row.scans.at(-1);
  return {
    id: `trk_${idTail(row)}`,
    object: 'Tracker',
    mode: 'test',
    tracking_code: row.bought?.trackingCode ?? null,
    status: last?.status ?? 'unknown',
    status_detail: last?.statusDetail ?? 'unknown',
    created_at: row.bought?.at ?? row.createdAt,
    updated_at: last?.datetime ?? row.createdAt,
    signed_by: null,
    weight: row.weightOunces,
    est_delivery_date: null,
    shipment_id: row.id,
    carrier: row.rates.find((rate) => rate.id === row.bought?.rateId)?.carrier ?? null,
    tracking_details: row.scans.map((scan) => ({
      object: 'TrackingDetail',
      message: scan.message,
      description: scan.message,
      status: scan.status,
      status_detail: scan.statusDetail,
      datetime: scan.datetime,
      source: row.rates.find((rate) => rate.id === row.bought?.rateId)?.carrier ?? null,
      carrier_code: scan.carrierCode,
      tracking_location: { object: 'TrackingLocation', city: null, state: null, country: null, zip: null },
    })),
    carrier_detail: null,
    finalized: last?.status === 'delivered' || last?.status === 'return_to_sender',
    is_return: false,
    public_url: `https://track.carrier.example/${row.bought?.trackingCode ?? ''}`,
    fees: [],
  };
}
