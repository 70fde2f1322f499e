/** Small decision tables for tests: rules as `[tests, outputs]`, named r1, r2, … from the top. */
import type { DecisionTable, HitPolicy, Rule, Value } from '../../domain/decisions/decision-table.ts';

type RuleCells = readonly [when: Readonly<Record<string, string>>, gives: Readonly<Record<string, Value>>];

/** Inputs `days` (number), `kind` (string) and `vip` (boolean); one output `points` unless changed. */
export function decisionTable(
  hitPolicy: HitPolicy,
  cells: readonly RuleCells[],
  changes: Partial<DecisionTable> = {},
): DecisionTable {
  return {
    ...{ id: 'risk', version: 3, hitPolicy },
    inputs: [
      { name: 'days', type: 'number' },
      { name: 'kind', type: 'string' },
      { name: 'vip', type: 'boolean' },
    ],
    outputs: [{ name: 'points' }],
    rules: cells.map(
      ([when, gives], index): Rule => ({
        id: `r${index + 1}`,
        text: { en: `Rule ${index + 1}.`, fr: `Règle ${index + 1}.` },
        when,
        gives,
      }),
    ),
    ...changes,
  };
}
