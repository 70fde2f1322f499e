import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DemoApi } from './demo-api.ts';

/** What the stories stand on. */
export interface Seeded {
  readonly customers: Readonly<Record<CustomerName, string>>;
}

const montreal = {
  line1: '1234, rue Saint-Denis',
  city: 'Montréal',
  region: 'QC',
  postalCode: 'H2X 3J6',
  country: 'CA',
} as const;

const toronto = {
  line1: '55 Queen Street West',
  city: 'Toronto',
  region: 'ON',
  postalCode: 'M5H 2M9',
  country: 'CA',
} as const;

const warehouses = {
  MTL: { name: 'Montréal', country: 'CA', region: 'QC', postalCode: 'H4N 1A1', latitude: 45.53, longitude: -73.65 },
  TOR: { name: 'Toronto', country: 'CA', region: 'ON', postalCode: 'M5V 1A1', latitude: 43.65, longitude: -79.38 },
} as const;

const products = {
  LAMP: { en: 'Desk lamp', fr: 'Lampe de bureau', cents: 3999, weightGrams: 900 },
  DESK: { en: 'Oak desk', fr: 'Bureau en chêne', cents: 24900, weightGrams: 18_000 },
  CHAIR: { en: 'Office chair', fr: 'Chaise de bureau', cents: 14900, weightGrams: 11_000 },
  VASE: { en: 'Glass vase', fr: 'Vase en verre', cents: 2900, weightGrams: 1200 },
  SOFA: { en: 'Three-seat sofa', fr: 'Canapé trois places', cents: 100_000, weightGrams: 30_000 },
} as const;

/** Units free to promise at the start of each run; what is still promised to orders comes on top. */
const shelves = [
  { sku: 'LAMP', locationId: 'MTL', free: 100 },
  { sku: 'DESK', locationId: 'MTL', free: 2 },
  { sku: 'DESK', locationId: 'TOR', free: 2 },
  { sku: 'CHAIR', locationId: 'MTL', free: 50 },
  { sku: 'VASE', locationId: 'MTL', free: 3 },
  { sku: 'SOFA', locationId: 'MTL', free: 40 },
] as const;

const customers = {
  zoe: { name: 'Zoé Tremblay', email: 'zoe@example.com', locale: 'fr', creditLimit: null, address: montreal },
  ben: { name: 'Ben Carter', email: 'ben@example.com', locale: 'en', creditLimit: null, address: toronto },
  acme: {
    name: 'Acme Interiors',
    email: 'orders@acme.example',
    locale: 'en',
    creditLimit: { amount: 100_000, currency: 'CAD' },
    address: montreal,
  },
} as const;
export type CustomerName = keyof typeof customers;

const taxRates = [
  { region: 'CA-QC', taxClass: 'standard', ratePpm: 149_750 },
  { region: 'CA-ON', taxClass: 'standard', ratePpm: 130_000 },
] as const;

/** Who a customer is and where their parcels go. */
export const whoIs = (customer: CustomerName) => customers[customer];

/** Fills the catalogue, the shelves and the customers through the public API. Again is safe: nothing is there twice. */
export async function seed(api: DemoApi): Promise<Seeded> {
  for (const [id, body] of Object.entries(warehouses)) await once(api, `PUT /v1/locations/${id}`, body);
  for (const [sku, { en, fr, cents, weightGrams }] of Object.entries(products)) {
    const prices = [{ amount: cents, currency: 'CAD' }];
    await once(api, `PUT /v1/products/${sku}`, { names: { en, fr }, taxClass: 'standard', weightGrams, prices });
  }
  await once(api, 'PUT /v1/tax-rates', { rates: taxRates });
  const zoe = await createCustomer(api, 'zoe');
  const ben = await createCustomer(api, 'ben');
  const acme = await createCustomer(api, 'acme');
  await fillShelves(api);
  return { customers: { zoe, ben, acme } };
}

async function createCustomer(api: DemoApi, who: CustomerName): Promise<string> {
  const { address, ...rest } = customers[who];
  const created = await once(api, 'POST /v1/customers', { ...rest, billTo: { name: rest.name, ...address } });
  return z.looseObject({ id: z.string() }).parse(created).id;
}

/** The key follows from the request: the same request of an earlier run is answered again instead of done again. */
function once(api: DemoApi, what: `${'PUT' | 'POST'} ${string}`, body: object): Promise<unknown> {
  const digest = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
  return api.must('back_office', what, { body, key: `demo ${what} ${digest}` });
}

const levels = z.looseObject({
  data: z.array(z.looseObject({ locationId: z.string(), reserved: z.number(), backordered: z.number() })),
});

/** By a count, as a warehouse would: it puts right whatever earlier runs took or left. */
async function fillShelves(api: DemoApi): Promise<void> {
  const lines = [];
  for (const { sku, locationId, free } of shelves) {
    const { data } = levels.parse(await api.get('warehouse', `/v1/stock?sku=${sku}`));
    const here = data.find((level) => level.locationId === locationId);
    lines.push({ sku, locationId, counted: free + (here?.reserved ?? 0) + (here?.backordered ?? 0) });
  }
  await api.must('warehouse', 'POST /v1/stock/counts', { body: { lines } });
}
