/** What the engine expects of a table that it asks: what it is told and what it must say. */
import type { Text } from '../orders/wording.ts';
import type { DecisionTable, HitPolicy, TableInput, Value } from './decision-table.ts';
import type { TableProblem } from './table-problems.ts';
import { tableSentences } from './table-sentences.ts';

export type TableContract = {
  readonly hitPolicies: readonly HitPolicy[];
  readonly inputs: readonly TableInput[];
  /** Per output the values it may take: any number, any text, or these. */
  readonly outputs: Readonly<Record<string, readonly Value[] | 'number' | 'text'>>;
};

export const text = (name: string): TableInput => ({ name, type: 'string' });
export const number = (name: string): TableInput => ({ name, type: 'number' });

/** What keeps a table from deciding although it is sound; nothing for a name without a contract, which nobody asks. */
export function contractProblems(
  contracts: Readonly<Record<string, TableContract>>,
  table: DecisionTable,
): TableProblem[] {
  const contract = Object.hasOwn(contracts, table.id) ? contracts[table.id] : undefined;
  if (contract === undefined) return [];
  const problems: TableProblem[] = [];
  const add = (path: string, detail: Text) => problems.push({ code: 'unknown_name', path, detail });
  if (!contract.hitPolicies.includes(table.hitPolicy)) add('hitPolicy', tableSentences.hitPolicy(contract.hitPolicies));
  table.inputs.forEach(({ name, type }, index) => {
    const known = contract.inputs.some((input) => input.name === name && input.type === type);
    if (!known)
      add(`inputs/${index}`, tableSentences.told(contract.inputs.map((i) => `${i.name} (${i.type})`).join(', ')));
  });
  const names = (of: readonly string[]): string => [...of].sort().join(', ');
  const wanted = names(Object.keys(contract.outputs));
  if (names(table.outputs.map(({ name }) => name)) !== wanted) add('outputs', tableSentences.says(wanted));
  table.rules.forEach((rule, index) => {
    for (const [name, values] of Object.entries(contract.outputs)) {
      if (!isAllowed(rule.gives[name] ?? null, values))
        add(`rules/${index}/gives/${name}`, tableSentences.sayOneOf(values));
    }
  });
  return problems;
}

function isAllowed(value: Value, values: readonly Value[] | 'number' | 'text'): boolean {
  if (values === 'number') return typeof value === 'number' && Number.isSafeInteger(value);
  return values === 'text' ? typeof value === 'string' : values.includes(value);
}
