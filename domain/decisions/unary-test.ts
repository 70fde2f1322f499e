/** One cell of a decision table, read by feelin. Reading costs up to half a millisecond, so `-` is answered without it. */
import { SyntaxError as FeelSyntaxError, unaryTest } from 'feelin';
import type { Text } from '../orders/wording.ts';
import type { Value } from './decision-table.ts';
import { tableSentences } from './table-sentences.ts';

export const anything = '-';

/** Whether a value passes; tests that cannot be decided (null, another type) are not passed. */
export function passes(test: string, value: Value, inputs: Readonly<Record<string, Value>>): boolean {
  if (test.trim() === anything) return true;
  return unaryTest(test, { ...inputs, '?': value }).value === true;
}

/** The same for a test on its own; null where it looks at other inputs. */
export function passesAlone(test: string, value: Value): boolean | null {
  if (test.trim() === anything) return true;
  const { value: passed, warnings } = unaryTest(test, { '?': value });
  return warnings.some(({ type }) => type === 'NO_VARIABLE_FOUND') ? null : passed === true;
}

export type TestReading =
  | { readonly kind: 'readable' }
  | { readonly kind: 'unreadable' | 'unknown_name' | 'unrepeatable'; readonly why: Text };

/** A test that asks the time, or chance, would answer differently when an old case is decided again. */
const unrepeatable = /\b(now|today|random\s+number)\s*\(/;

/** What is to be said about a test before it is published. `sample`: one value per input, of its type. */
export function readTest(test: string, value: Value, sample: Readonly<Record<string, Value>>): TestReading {
  if (test.trim() === anything) return { kind: 'readable' };
  const asked = unrepeatable.exec(withoutStrings(test));
  if (asked) return { kind: 'unrepeatable', why: tableSentences.unrepeatable(`${asked[1]}()`) };
  try {
    const unknown = unknownName(test, { ...sample, '?': value });
    return unknown === null
      ? { kind: 'readable' }
      : { kind: 'unknown_name', why: tableSentences.unknownInTest(unknown) };
  } catch (error) {
    return { kind: 'unreadable', why: tableSentences.unreadable(test, placeOf(error)) };
  }
}

/** Where feelin stopped reading, counted from 1. */
function placeOf(error: unknown): number {
  if (!(error instanceof FeelSyntaxError)) throw error;
  return error.position.from + 1;
}

function unknownName(test: string, context: Readonly<Record<string, Value>>): string | null {
  const warning = unaryTest(test, { ...context }).warnings.find(
    ({ type }) => type === 'NO_VARIABLE_FOUND' || type === 'NO_FUNCTION_FOUND',
  );
  return warning ? test.slice(warning.position.from, warning.position.to) : null;
}

const withoutStrings = (test: string): string => test.replace(/"(\\.|[^"\\])*"/g, '""');
