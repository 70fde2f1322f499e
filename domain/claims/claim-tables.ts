/** The tables by which a claim is decided: what each is told and what it must say. Their rules are rows, with versions. */
import {
  type DecisionTable,
  type HitPolicy,
  type TableInput,
  type Value,
  versionInForce,
} from '../decisions/decision-table.ts';
import type { TableProblem } from '../decisions/table-problems.ts';
import { outcomeSteps } from './outcomes.ts';

export const claimLevels = ['admin', 'supervisor', 'agent', 'none'] as const;
/** Who has to decide at least; `none`: nobody. */
export type ClaimLevel = (typeof claimLevels)[number];

const text = (name: string): TableInput => ({ name, type: 'string' });
const number = (name: string): TableInput => ({ name, type: 'number' });
const ofLine = [
  text('kind'),
  text('sku'),
  text('currency'),
  number('valueMinor'),
  number('daysSinceDelivery'),
] as const;

type Contract = {
  readonly hitPolicies: readonly HitPolicy[];
  readonly inputs: readonly TableInput[];
  /** Per output the values it may take; null for any number, text for any text. */
  readonly outputs: Readonly<Record<string, readonly Value[] | 'number' | 'text'>>;
};

/** In the order in which they are asked. */
export const claimTables = {
  /** How long and from when something is covered; `exclusions` lists causes, with commas. */
  'claim-coverage': {
    hitPolicies: ['FIRST', 'UNIQUE', 'PRIORITY'],
    inputs: [text('kind'), text('sku')],
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
} as const satisfies Record<string, Contract>;

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

/** What keeps a table from deciding claims although it is sound; nothing for a table of another name. */
export function contractProblems(table: DecisionTable): TableProblem[] {
  const contract: Contract | undefined = Object.hasOwn(claimTables, table.id)
    ? claimTables[table.id as ClaimTableId] // hasOwn
    : undefined;
  if (contract === undefined) return [];
  const problems: TableProblem[] = [];
  const add = (path: string, detail: string) => problems.push({ code: 'unknown_name', path, detail });
  if (!contract.hitPolicies.includes(table.hitPolicy))
    add('hitPolicy', `this table is ${contract.hitPolicies.join(' or ')}`);
  table.inputs.forEach(({ name, type }, index) => {
    const known = contract.inputs.some((input) => input.name === name && input.type === type);
    if (!known)
      add(`inputs/${index}`, `a claim knows ${contract.inputs.map((i) => `${i.name} (${i.type})`).join(', ')}`);
  });
  const wanted = Object.keys(contract.outputs).sort().join(', ');
  if (
    table.outputs
      .map(({ name }) => name)
      .sort()
      .join(', ') !== wanted
  )
    add('outputs', `this table says ${wanted}`);
  table.rules.forEach((rule, index) => {
    for (const [name, values] of Object.entries(contract.outputs)) {
      if (!isAllowed(rule.gives[name] ?? null, values)) add(`rules/${index}/gives/${name}`, `say ${describe(values)}`);
    }
  });
  return problems;
}

function isAllowed(value: Value, values: readonly Value[] | 'number' | 'text'): boolean {
  if (values === 'number') return typeof value === 'number' && Number.isSafeInteger(value);
  return values === 'text' ? typeof value === 'string' : values.includes(value);
}

const describe = (values: readonly Value[] | 'number' | 'text'): string =>
  typeof values === 'string' ? `a ${values}` : values.join(', ');
