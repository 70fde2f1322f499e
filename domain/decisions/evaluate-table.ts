/** What a table says about one case. All matching rules are recorded, those that count are marked. */
import type { Collect, DecisionTable, Rule, Value } from './decision-table.ts';
import { anything, passes } from './unary-test.ts';

export type Inputs = Readonly<Record<string, Value>>;
export type Outputs = Readonly<Record<string, Value | readonly Value[]>>;

export type Decision = {
  /** `no_match` and `conflict` (several rules of a UNIQUE table) are for a person to decide. */
  readonly verdict: 'decided' | 'no_match' | 'conflict';
  /** By name of output; a list for COLLECT list. Null unless decided. */
  readonly outputs: Outputs | null;
  /** Rule ids, in the order of the table. */
  readonly matched: readonly string[];
  readonly winners: readonly string[];
  readonly version: number;
};

/** `inputs` has been checked by `inputProblems`. Same table, same inputs, same decision. */
export function evaluateTable(table: DecisionTable, inputs: Inputs): Decision {
  const matched = table.rules.filter((rule) => matches(table, rule, inputs));
  const { verdict, outputs, winners } = decide(table, matched);
  const ids = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id);
  return { verdict, outputs, matched: ids(matched), winners: ids(winners), version: table.version };
}

/** The inputs that are missing, of another type, or not the table's. Null stands for something not known. */
export function inputProblems(table: DecisionTable, inputs: Inputs): string[] {
  const known = new Set(table.inputs.map(({ name }) => name));
  const wrong = table.inputs.filter(({ name, type }) => {
    const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    return value === undefined || (value !== null && typeof value !== type) || Number.isNaN(value);
  });
  return [...wrong.map(({ name }) => name), ...Object.keys(inputs).filter((name) => !known.has(name))];
}

function matches(table: DecisionTable, rule: Rule, inputs: Inputs): boolean {
  return table.inputs.every(({ name }) => passes(rule.when[name] ?? anything, inputs[name] ?? null, inputs));
}

type Verdict = Pick<Decision, 'verdict' | 'outputs'> & { readonly winners: readonly Rule[] };

const noMatch: Verdict = { verdict: 'no_match', outputs: null, winners: [] };
const decidedBy = (rule: Rule | undefined): Verdict =>
  rule === undefined ? noMatch : { verdict: 'decided', outputs: rule.gives, winners: [rule] };

function decide(table: DecisionTable, matched: readonly Rule[]): Verdict {
  switch (table.hitPolicy) {
    case 'UNIQUE':
      return matched.length > 1 ? { verdict: 'conflict', outputs: null, winners: [] } : decidedBy(matched[0]);
    case 'FIRST':
      return decidedBy(matched[0]);
    case 'PRIORITY':
      return decidedBy([...matched].sort((a, b) => comparePriority(table, a, b))[0]);
    case 'COLLECT list':
      return collectList(table, matched);
    case 'COLLECT sum':
    case 'COLLECT min':
    case 'COLLECT max':
    case 'COLLECT count':
      return collectOne(table, matched, collectors[table.hitPolicy]);
  }
}

/** The sort is stable: equals stay in the order of the table. */
function comparePriority(table: DecisionTable, a: Rule, b: Rule): number {
  for (const { name, priorities = [] } of table.outputs) {
    const rank = (rule: Rule): number => priorities.indexOf(rule.gives[name] ?? null);
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
  }
  return 0;
}

function collectList(table: DecisionTable, matched: readonly Rule[]): Verdict {
  const outputs = table.outputs.map(({ name }) => [name, matched.map((rule) => rule.gives[name] ?? null)]);
  return { verdict: 'decided', outputs: Object.fromEntries(outputs), winners: matched };
}

type Collector = (
  values: readonly number[],
) => { readonly value: number; readonly counts: (value: number) => boolean } | null;

const every = (): boolean => true;
const extreme =
  (pick: (...values: number[]) => number): Collector =>
  (values) => {
    const value = pick(...values);
    return values.length === 0 ? null : { value, counts: (other) => other === value };
  };

/** The sum of nothing is 0, where DMN says null: no points are no risk. */
const collectors = {
  'COLLECT sum': (values) => ({ value: values.reduce((sum, value) => sum + value, 0), counts: every }),
  'COLLECT min': extreme(Math.min),
  'COLLECT max': extreme(Math.max),
  'COLLECT count': (values) => ({ value: values.length, counts: every }),
} as const satisfies Record<`COLLECT ${Exclude<Collect, 'list'>}`, Collector>;

/** The one output of the table over all matching rules. */
function collectOne(table: DecisionTable, matched: readonly Rule[], collector: Collector): Verdict {
  const name = table.outputs[0]?.name ?? 'value';
  const numberOf = (rule: Rule): number => Number(rule.gives[name] ?? 0);
  const collected = collector(matched.map(numberOf));
  if (collected === null) return noMatch;
  const winners = matched.filter((rule) => collected.counts(numberOf(rule)));
  return { verdict: 'decided', outputs: { [name]: collected.value }, winners };
}
