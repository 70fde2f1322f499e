/** What keeps a table from being published, each with the place in it and a sentence for whoever wrote it. */
import type { Text } from '../orders/wording.ts';
import type { DecisionTable, Rule, Value, ValueType } from './decision-table.ts';
import { provableOverlaps } from './overlaps.ts';
import { amountsIn } from './rule-texts.ts';
import { tableSentences } from './table-sentences.ts';
import { readTest } from './unary-test.ts';

export type TableProblem = { readonly code: TableProblemCode; readonly path: string; readonly detail: Text };
export type TableProblemCode =
  | 'empty'
  | 'bad_name'
  | 'duplicate'
  | 'unknown_name'
  | 'unreadable'
  | 'unrepeatable'
  | 'missing_output'
  | 'not_a_number'
  | 'several_outputs'
  | 'not_ranked'
  | 'bad_amount'
  | 'overlap';

/** Empty for a table that may be published. Overlaps are looked for only in a table that is sound otherwise. */
export function tableProblems(table: DecisionTable): TableProblem[] {
  const problems = [
    ...shapeProblems(table),
    ...table.rules.flatMap((rule, index) => [
      ...testProblems(table, rule, index),
      ...outputProblems(table, rule, index),
      ...textProblems(table, rule, index),
    ]),
  ];
  return problems.length === 0 && table.hitPolicy === 'UNIQUE' ? overlapProblems(table) : problems;
}

function shapeProblems(table: DecisionTable): TableProblem[] {
  const parts = { inputs: table.inputs.map((i) => i.name), outputs: table.outputs.map((o) => o.name) };
  const rules = table.rules.map(({ id }) => id);
  const all = { ...parts, rules };
  const problems: TableProblem[] = [...duplicates(rules, 'rules')];
  for (const path of ['inputs', 'outputs', 'rules'] as const) {
    if (all[path].length === 0) problems.push({ code: 'empty', path, detail: tableSentences.empty(path) });
  }
  for (const [path, names] of Object.entries(parts)) {
    problems.push(...duplicates(names, path));
    names.forEach((name, index) => {
      if (!/^[a-z][A-Za-z0-9_]*$/.test(name))
        problems.push({
          code: 'bad_name',
          path: `${path}/${index}`,
          detail: tableSentences.badName(name),
        });
    });
  }
  const takesOne = /^COLLECT (sum|min|max|count)$/.test(table.hitPolicy);
  if (takesOne && table.outputs.length > 1)
    problems.push({ code: 'several_outputs', path: 'outputs', detail: tableSentences.oneOutput(table.hitPolicy) });
  return problems;
}

function duplicates(names: readonly string[], path: string): TableProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ code: 'duplicate' as const, path: `${path}/${index}`, detail: tableSentences.twice(name) }],
  );
}

const samples = { string: 'text', number: 1, boolean: true } as const satisfies Record<ValueType, Value>;

function testProblems(table: DecisionTable, rule: Rule, index: number): TableProblem[] {
  const sample = Object.fromEntries(table.inputs.map(({ name, type }) => [name, samples[type]]));
  return Object.entries(rule.when).flatMap(([name, test]) => {
    const path = `rules/${index}/when/${name}`;
    const input = table.inputs.find((known) => known.name === name);
    if (!input) return [{ code: 'unknown_name' as const, path, detail: tableSentences.noInput(name) }];
    const reading = readTest(test, samples[input.type], sample);
    return reading.kind === 'readable' ? [] : [{ code: reading.kind, path, detail: reading.why }];
  });
}

function outputProblems(table: DecisionTable, rule: Rule, index: number): TableProblem[] {
  const path = (name: string): string => `rules/${index}/gives/${name}`;
  const unknown = Object.keys(rule.gives)
    .filter((name) => !table.outputs.some((output) => output.name === name))
    .map((name) => ({ code: 'unknown_name' as const, path: path(name), detail: tableSentences.noOutput(name) }));
  const wrong = table.outputs.flatMap(({ name, priorities = [] }): TableProblem[] => {
    const value = Object.hasOwn(rule.gives, name) ? rule.gives[name] : undefined;
    if (value === undefined)
      return [{ code: 'missing_output', path: path(name), detail: tableSentences.notSaid(name) }];
    if (/^COLLECT (sum|min|max)$/.test(table.hitPolicy) && !Number.isFinite(value))
      return [{ code: 'not_a_number', path: path(name), detail: tableSentences.numbersOnly(table.hitPolicy) }];
    if (table.hitPolicy === 'PRIORITY' && !priorities.includes(value))
      return [{ code: 'not_ranked', path: path(name), detail: tableSentences.notRanked(value, name) }];
    return [];
  });
  return [...unknown, ...wrong];
}

/** Amounts are shown in the currency that the table is told. */
function textProblems({ inputs }: DecisionTable, { text }: Rule, index: number): TableProblem[] {
  const bad = (detail: Text): TableProblem[] => [{ code: 'bad_amount', path: `rules/${index}/text`, detail }];
  const [en, fr] = [amountsIn(text.en), amountsIn(text.fr)];
  if (en.torn || fr.torn) return bad(tableSentences.tornAmount);
  if (en.amounts.join() !== fr.amounts.join()) return bad(tableSentences.otherAmounts);
  const untold = en.amounts.length > 0 && !inputs.some(({ name }) => name === 'currency');
  return untold ? bad(tableSentences.noCurrency) : [];
}

function overlapProblems(table: DecisionTable): TableProblem[] {
  return provableOverlaps(table).map(({ rules: [one, other], example }) => ({
    code: 'overlap',
    path: `rules/${table.rules.findIndex(({ id }) => id === other)}`,
    detail: tableSentences.overlap(one, other, JSON.stringify(example)),
  }));
}
