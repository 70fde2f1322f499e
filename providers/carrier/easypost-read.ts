import type { Label } from '../../domain/shipping/label.ts';
import type { Answer } from '../answer.ts';
import { type EasyPostRate, type EasyPostShipment, shipmentShape } from './easypost-shapes.ts';
import type { Rate, VoidAsked, VoidState } from './port.ts';

/** Parses a shipment and passes it on; one that cannot be read is unknown, for the call may well have worked. */
export function readShipment<T extends object>(
  answer: unknown,
  read: (shipment: EasyPostShipment) => Answer<T>,
): Answer<T> {
  const parsed = shipmentShape.safeParse(answer);
  if (parsed.success) return read(parsed.data);
  const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  return { kind: 'unknown', reason: `the shipment could not be read: ${fields}` };
}

/** Services with their prices, as registered at the carrier. */
export function readRates(
  shipment: EasyPostShipment,
): Answer<{ providerShipmentId: string; rates: readonly [Rate, ...Rate[]] }> {
  const [first, ...others] = shipment.rates.map(toRate);
  if (!first) return { kind: 'refused', code: 'no_rates', message: 'no service takes this parcel there' };
  return { kind: 'done', providerShipmentId: shipment.id, rates: [first, ...others] };
}

function toRate(rate: EasyPostRate): Rate {
  return {
    id: rate.id,
    carrier: rate.carrier,
    service: rate.service,
    rateMinor: toMinor(rate.rate, rate.currency),
    currency: rate.currency,
    deliveryDays: rate.delivery_days ?? rate.est_delivery_days ?? null,
  };
}

/** The label of a shipment; null before the purchase. */
export function readLabel(shipment: EasyPostShipment): Label | null {
  const { tracking_code: trackingCode, selected_rate: rate, tracker, postage_label: label } = shipment;
  if (!trackingCode || !rate) return null;
  const { carrier, service, rateMinor, currency } = toRate(rate);
  return {
    trackingCode,
    trackingUrl: tracker?.public_url ?? null,
    labelUrl: label?.label_url ?? null,
    carrier,
    service,
    rateMinor,
    currency,
  };
}

/** EasyPost's words for a refund; `not_applicable` is a label that is billed when scanned, so there is nothing to give back. */
const voidStates = new Map<string, VoidState>([
  ['submitted', 'submitted'],
  ['refunded', 'voided'],
  ['not_applicable', 'voided'],
  ['rejected', 'refused'],
]);

/** Where the refund of a shipment's label stands; null when none was asked for. */
export function readVoidState(shipment: EasyPostShipment): VoidState | null {
  return voidStates.get(shipment.refund_status ?? '') ?? null;
}

/** The same of a label that nobody may have asked about: one that is billed when scanned says so in any case. */
export function readVoidAsked(shipment: EasyPostShipment): VoidAsked {
  return shipment.refund_status === 'not_applicable' ? 'not_billed' : (readVoidState(shipment) ?? 'none');
}

/** '7.42' CAD to 742. Half a minor unit rounds up; the digits of a currency are ISO 4217's. */
export function toMinor(decimal: string, currency: string): number {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  const [whole = '0', fraction = ''] = decimal.split('.');
  const padded = fraction.padEnd((digits ?? 2) + 1, '0');
  const kept = Number(`${whole}${padded.slice(0, digits)}`);
  return Number(padded.charAt(digits ?? 2)) >= 5 ? kept + 1 : kept;
}
