/** The documentation's product and warehouse. A test holds each against its schema. */
export const newProductExample = {
  names: { en: 'Lamp', fr: 'Lampe' },
  taxClass: 'standard',
  productClass: 'lighting',
  weightGrams: 900,
  prices: [{ amount: 1999, currency: 'CAD' as const }],
};

export const productExample = { sku: 'LAMP', ...newProductExample, sold: true, parts: [], version: 1 };

export const newLocationExample = {
  name: 'Montréal',
  country: 'CA',
  region: 'QC',
  postalCode: 'H4N 1A1',
  latitude: 45.5,
  longitude: -73.6,
};

export const locationExample = { id: 'MTL', ...newLocationExample, active: true, version: 1 };

export const taxRateExample = { region: 'CA-QC', taxClass: 'standard', ratePpm: 149_750 };
