import type { RateRow } from './book.ts';

/** What the simulated account offers; prices in minor units of the account's currency. */
const services = [
  { carrier: 'CanadaPost', service: 'RegularParcel', baseMinor: 899, perPoundMinor: 110, deliveryDays: 6 },
  { carrier: 'CanadaPost', service: 'ExpeditedParcel', baseMinor: 1249, perPoundMinor: 160, deliveryDays: 3 },
  { carrier: 'Purolator', service: 'PurolatorExpress', baseMinor: 2475, perPoundMinor: 290, deliveryDays: 1 },
] as const;

const OUNCES_PER_POUND = 16;

/** Prices one parcel: a base and so much for each pound begun. */
export function priceParcel(shipmentId: string, weightOunces: number, currency: string): RateRow[] {
  const pounds = Math.ceil(weightOunces / OUNCES_PER_POUND);
  return services.map(({ carrier, service, baseMinor, perPoundMinor, deliveryDays }, no) => ({
    id: `rate_${shipmentId.slice('shp_'.length)}${no}`,
    carrier,
    service,
    rate: ((baseMinor + pounds * perPoundMinor) / 100).toFixed(2),
    currency,
    deliveryDays,
  }));
}
