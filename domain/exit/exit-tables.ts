/** The table by which a retention offer is made. Its rules are rows, with versions. */
import { number, type TableContract, text } from '../decisions/table-contract.ts';
import { offerKinds } from './retention-offer.ts';

export const valueBands = ['none', 'low', 'middle', 'high'] as const;
export type ValueBand = (typeof valueBands)[number];

export const exitTables = {
  'exit-offer': {
    hitPolicies: ['FIRST', 'UNIQUE', 'PRIORITY'],
    inputs: [text('reason'), text('valueBand'), number('tenureMonths'), text('currency')],
    outputs: { offer: [...offerKinds, 'none'], valueMinor: 'number', standsDays: 'number' },
  },
} as const satisfies Record<string, TableContract>;

/** Of what a customer has spent with us within a year, minor units. */
export function valueBandOf(spentMinor: number, bands: { readonly middle: number; readonly high: number }): ValueBand {
  if (spentMinor <= 0) return 'none';
  if (spentMinor < bands.middle) return 'low';
  return spentMinor < bands.high ? 'middle' : 'high';
}
