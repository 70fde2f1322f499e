/**
 * Rules of a UNIQUE table that a case exists for which both match. Cases are tried, not derived: every number, text and
 * truth value the tests name, and what lies between and beyond them, so that a pair found is always real, and tests that
 * compare with literals miss none. A test that looks at other inputs is left to evaluation.
 */
import type { DecisionTable, Rule, TableInput, Value } from './decision-table.ts';
import { anything, passesAlone } from './unary-test.ts';

export type Overlap = { readonly rules: readonly [string, string]; readonly example: Readonly<Record<string, Value>> };

export function provableOverlaps(table: DecisionTable): Overlap[] {
  const columns = table.inputs.map((input) => columnOf(table, input));
  return pairs(table.rules).flatMap(([one, other]) => {
    const example = exampleFor(columns, one, other);
    return example === null ? [] : [{ rules: [one.id, other.id] as const, example }];
  });
}

type Column = {
  readonly name: string;
  readonly candidates: readonly Value[];
  /** Which candidates a rule's test lets pass; null where the test looks at other inputs. */
  readonly passing: ReadonlyMap<Rule, ReadonlySet<Value> | null>;
};

function columnOf(table: DecisionTable, input: TableInput): Column {
  const tests = table.rules.map((rule) => rule.when[input.name] ?? anything);
  const candidates = candidatesFor(input, tests);
  const known = new Map<string, ReadonlySet<Value> | null>();
  for (const test of new Set(tests)) known.set(test, passingSet(test, candidates));
  const passing = new Map(table.rules.map((rule, index) => [rule, known.get(tests[index] ?? anything) ?? null]));
  return { name: input.name, candidates, passing };
}

function passingSet(test: string, candidates: readonly Value[]): ReadonlySet<Value> | null {
  const passing = new Set<Value>();
  for (const value of candidates) {
    const passed = passesAlone(test, value);
    if (passed === null) return null;
    if (passed) passing.add(value);
  }
  return passing;
}

function exampleFor(columns: readonly Column[], one: Rule, other: Rule): Record<string, Value> | null {
  const example: Record<string, Value> = {};
  for (const { name, candidates, passing } of columns) {
    const [mine, theirs] = [passing.get(one) ?? null, passing.get(other) ?? null];
    const both = mine && theirs ? candidates.find((value) => mine.has(value) && theirs.has(value)) : undefined;
    if (both === undefined) return null;
    example[name] = both;
  }
  return example;
}

function candidatesFor({ type }: TableInput, tests: readonly string[]): Value[] {
  const text = tests.join(' ');
  if (type === 'boolean') return [true, false];
  if (type === 'string') return [...new Set(stringsIn(text)), 'some other text'];
  return numberCandidates(text);
}

function stringsIn(text: string): string[] {
  return [...text.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, inside = '']) => inside.replace(/\\(.)/g, '$1'));
}

/** Each number, the middle between neighbours, and one beyond either end. */
function numberCandidates(text: string): number[] {
  const named = [...text.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number);
  const marks = [...new Set(named.flatMap((n) => [n, -n]))].sort((a, b) => a - b);
  const between = marks.slice(1).map((mark, index) => (mark + (marks[index] ?? mark)) / 2);
  return [...marks, ...between, (marks[0] ?? 0) - 1, (marks.at(-1) ?? 0) + 1];
}

function pairs(rules: readonly Rule[]): (readonly [Rule, Rule])[] {
  return rules.flatMap((one, index) => rules.slice(index + 1).map((other) => [one, other] as const));
}
