/** The tables by which a claim is decided: what each is told and what it must say. Their rules are rows, with versions. */
import { versionInForce } from '../decisions/decision-table.ts';
import { number, type TableContract, text } from '../decisions/table-contract.ts';
import { outcomeSteps } from './outcomes.ts';

export const claimLevels = ['admin', 'supervisor', 'agent', 'none'] as const;
/** Who has to decide at least; `none`: nobody. */
export type ClaimLevel = (typeof claimLevels)[number];

const ofLine = [
  text('kind'),
  text('sku'),
  text('productClass'),
  text('currency'),
  number('valueMinor'),
  number('daysSinceDelivery'),
] as const;

/** In the order in which they are asked. */
export const claimTables = {
  /** How long and from when something is covered; `exclusions` lists causes, with commas. */
  'claim-coverage': {
    hitPolicies: ['FIRST', 'UNIQUE', 'PRIORITY'],
    inputs: [text('kind'), text('sku'), text('productClass')],
    outputs: {
      startsAt: ['delivery', 'invoice', 'registration'],
      days: 'number',
      needsSerial: [true, false],
      exclusions: 'text',
    },
  },
  /** The kinds of evidence that must be there, with commas; empty for none. */
  'claim-evidence': { hitPolicies: ['FIRST', 'UNIQUE', 'PRIORITY'], inputs: ofLine, outputs: { needs: 'text' } },
  'claim-risk': {
    hitPolicies: ['COLLECT sum'],
    inputs: [...ofLine, number('claimsInYear'), number('customerDays'), number('orderRisk')],
    outputs: { points: 'number' },
  },
  'claim-outcome': {
    hitPolicies: ['FIRST', 'UNIQUE', 'PRIORITY'],
    inputs: ofLine,
    outputs: { outcome: [...Object.keys(outcomeSteps), 'refuse'] },
  },
  'claim-approval': {
    hitPolicies: ['PRIORITY'],
    inputs: [text('kind'), text('currency'), number('totalMinor'), number('riskPoints')],
    outputs: { level: claimLevels },
  },
} as const satisfies Record<string, TableContract>;

export type ClaimTableId = keyof typeof claimTables;
export const claimTableIds = Object.keys(claimTables) as ClaimTableId[]; // Object.keys widens to string[]

/** Per table the version in force at the claim's submission; null where none was. */
export type TableVersions = Readonly<Record<ClaimTableId, number | null>>;

export function versionsInForce(
  versions: readonly { readonly id: string; readonly version: number; readonly effectiveFrom: number | null }[],
  atMs: number,
): TableVersions {
  const of = (id: ClaimTableId) =>
    versionInForce(
      versions.filter((one) => one.id === id),
      atMs,
    )?.version ?? null;
  return Object.fromEntries(claimTableIds.map((id) => [id, of(id)])) as TableVersions; // every id is there
}
