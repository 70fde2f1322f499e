/** A new version of a table tried on cases that an older one decided, before it is put in force. */
import type { DecisionTable } from './decision-table.ts';
import { type Decision, evaluateTable, type Inputs, inputProblems, type Outputs } from './evaluate-table.ts';

export type PastCase = { readonly id: string; readonly inputs: Inputs; readonly outputs: Outputs | null };

export type SimulatedCase = {
  readonly id: string;
  readonly inputs: Inputs;
  readonly result: 'same' | 'changed' | 'not_decidable';
  readonly before: Outputs | null;
  /** Null where the new version asks for inputs that the case does not have. */
  readonly after: Decision | null;
};

export function simulateTable(table: DecisionTable, cases: readonly PastCase[]): SimulatedCase[] {
  const wanted = (inputs: Inputs): Inputs =>
    Object.fromEntries(
      table.inputs.flatMap(({ name }) => (Object.hasOwn(inputs, name) ? [[name, inputs[name] ?? null]] : [])),
    );
  return cases.map(({ id, inputs, outputs: before }) => {
    const asked = wanted(inputs);
    if (inputProblems(table, asked).length > 0) return { id, inputs, result: 'not_decidable', before, after: null };
    const after = evaluateTable(table, asked);
    return { id, inputs, result: sameOutputs(before, after.outputs) ? 'same' : 'changed', before, after };
  });
}

const sameOutputs = (a: Outputs | null, b: Outputs | null): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (outputs: Outputs | null) => Object.entries(outputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
