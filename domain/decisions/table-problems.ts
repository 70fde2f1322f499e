/** What keeps a table from being published, each with the place in it and a sentence for whoever wrote it. */
import type { DecisionTable, Rule, Value, ValueType } from './decision-table.ts';
import { provableOverlaps } from './overlaps.ts';
import { readTest } from './unary-test.ts';

export type TableProblem = { readonly code: TableProblemCode; readonly path: string; readonly detail: string };
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
  | 'overlap';

/** Empty for a table that may be published. Overlaps are looked for only in a table that is sound otherwise. */
export function tableProblems(table: DecisionTable): TableProblem[] {
  const problems = [
    ...shapeProblems(table),
    ...table.rules.flatMap((rule, index) => [
      ...testProblems(table, rule, index),
      ...outputProblems(table, rule, index),
    ]),
  ];
  return problems.length === 0 && table.hitPolicy === 'UNIQUE' ? overlapProblems(table) : problems;
}

function shapeProblems(table: DecisionTable): TableProblem[] {
  const parts = { inputs: table.inputs.map((i) => i.name), outputs: table.outputs.map((o) => o.name) };
  const problems: TableProblem[] = [
    ...duplicates(
      table.rules.map(({ id }) => id),
      'rules',
    ),
  ];
  for (const [path, names] of Object.entries({ ...parts, rules: table.rules.map(({ id }) => id) })) {
    if (names.length === 0) problems.push({ code: 'empty', path, detail: `a table needs ${path}` });
  }
  for (const [path, names] of Object.entries(parts)) {
    problems.push(...duplicates(names, path));
    names.forEach((name, index) => {
      if (!/^[a-z][A-Za-z0-9_]*$/.test(name))
        problems.push({
          code: 'bad_name',
          path: `${path}/${index}`,
          detail: `“${name}” is not a name like valueMinor`,
        });
    });
  }
  const takesOne = /^COLLECT (sum|min|max|count)$/.test(table.hitPolicy);
  if (takesOne && table.outputs.length > 1)
    problems.push({ code: 'several_outputs', path: 'outputs', detail: `${table.hitPolicy} takes one output` });
  return problems;
}

function duplicates(names: readonly string[], path: string): TableProblem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ code: 'duplicate' as const, path: `${path}/${index}`, detail: `“${name}” is there twice` }],
  );
}

const samples = { string: 'text', number: 1, boolean: true } as const satisfies Record<ValueType, Value>;

function testProblems(table: DecisionTable, rule: Rule, index: number): TableProblem[] {
  const sample = Object.fromEntries(table.inputs.map(({ name, type }) => [name, samples[type]]));
  return Object.entries(rule.when).flatMap(([name, test]) => {
    const path = `rules/${index}/when/${name}`;
    const input = table.inputs.find((known) => known.name === name);
    if (!input) return [{ code: 'unknown_name' as const, path, detail: `the table has no input “${name}”` }];
    const reading = readTest(test, samples[input.type], sample);
    return reading.kind === 'readable' ? [] : [{ code: reading.kind, path, detail: reading.why }];
  });
}

function outputProblems(table: DecisionTable, rule: Rule, index: number): TableProblem[] {
  const path = (name: string): string => `rules/${index}/gives/${name}`;
  const unknown = Object.keys(rule.gives)
    .filter((name) => !table.outputs.some((output) => output.name === name))
    .map((name) => ({ code: 'unknown_name' as const, path: path(name), detail: `the table has no output “${name}”` }));
  const wrong = table.outputs.flatMap(({ name, priorities = [] }): TableProblem[] => {
    const value = Object.hasOwn(rule.gives, name) ? rule.gives[name] : undefined;
    if (value === undefined)
      return [{ code: 'missing_output', path: path(name), detail: `the rule says no “${name}”` }];
    if (/^COLLECT (sum|min|max)$/.test(table.hitPolicy) && !Number.isFinite(value))
      return [{ code: 'not_a_number', path: path(name), detail: `${table.hitPolicy} takes numbers` }];
    if (table.hitPolicy === 'PRIORITY' && !priorities.includes(value))
      return [
        { code: 'not_ranked', path: path(name), detail: `“${value}” is not among the ranked values of “${name}”` },
      ];
    return [];
  });
  return [...unknown, ...wrong];
}

function overlapProblems(table: DecisionTable): TableProblem[] {
  return provableOverlaps(table).map(({ rules: [one, other], example }) => ({
    code: 'overlap',
    path: `rules/${table.rules.findIndex(({ id }) => id === other)}`,
    detail: `rules ${one} and ${other} both match ${JSON.stringify(example)}`,
  }));
}
