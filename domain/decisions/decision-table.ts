/**
 * A decision table as in DMN: rules of FEEL unary tests over named inputs, and what each says. A version never changes
 * once it is in force, so that an old case can be decided again by what counted then.
 */
import type { Text } from '../orders/wording.ts';

export type Value = string | number | boolean | null;
export type ValueType = 'string' | 'number' | 'boolean';

export type TableInput = {
  readonly name: string;
  readonly type: ValueType;
};

export type TableOutput = {
  readonly name: string;
  /** For PRIORITY: every value the output may take, the one that wins first. */
  readonly priorities?: readonly Value[];
};

export type HitPolicy =
  /** One rule at most may match. */
  | 'UNIQUE'
  /** The first matching rule, from the top, counts. */
  | 'FIRST'
  /** The matching rule with the highest-ranking outputs counts, output by output; among equals the first. */
  | 'PRIORITY'
  | `COLLECT ${Collect}`;
export type Collect = 'list' | 'sum' | 'min' | 'max' | 'count';

export type Rule = {
  readonly id: string;
  /** What it says, to whoever is decided by it and to whoever reads the table. */
  readonly text: Text;
  /** FEEL unary tests by input; an input that is not named, or `-`, may be anything. */
  readonly when: Readonly<Record<string, string>>;
  readonly gives: Readonly<Record<string, Value>>;
};

export type DecisionTable = {
  readonly id: string;
  readonly version: number;
  readonly hitPolicy: HitPolicy;
  readonly inputs: readonly TableInput[];
  readonly outputs: readonly TableOutput[];
  readonly rules: readonly Rule[];
};

export type TableVersion = {
  readonly version: number;
  /** Epoch ms; null as long as it is not activated. */
  readonly effectiveFrom: number | null;
};

/** The version that counts for what was submitted at an instant: the last to take effect, of equals the higher one. */
export function versionInForce<V extends TableVersion>(versions: readonly V[], atMs: number): V | null {
  const inForce = versions
    .flatMap((version) => (version.effectiveFrom === null ? [] : [{ version, from: version.effectiveFrom }]))
    .filter(({ from }) => from <= atMs)
    .sort((a, b) => a.from - b.from || a.version.version - b.version.version);
  return inForce.at(-1)?.version ?? null;
}
