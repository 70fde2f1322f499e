import type { z } from 'zod';
import type { RequestPart } from './route.ts';

/** One thing wrong in a request: `pointer` is a JSON Pointer (RFC 6901) into the part that `in` names. */
export type RequestProblem = {
  readonly in: RequestPart;
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
};

type Issue = z.core.$ZodIssue;

/** Every issue of a failed parse as problems; a field that nobody knows gets its own. */
export function problemsOf(part: RequestPart, issues: readonly Issue[]): RequestProblem[] {
  return issues.flatMap((issue) => problemsOfIssue(part, issue));
}

function problemsOfIssue(part: RequestPart, issue: Issue): RequestProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      in: part,
      pointer: pointerTo([...issue.path, key]),
      code: 'unknown_field',
      detail: `"${short(key)}" is not a field here. Remove it, or check its spelling.`,
    }));
  }
  if (issue.code === 'invalid_union') {
    const closest = closestBranch(issue.errors);
    if (closest)
      return problemsOf(
        part,
        closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
      );
  }
  return [{ in: part, pointer: pointerTo(issue.path), ...explain(issue) }];
}

/** The alternative that the sender seems to have meant: the one that is wrong deepest inside, else with fewest issues. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const depth = (branch: readonly Issue[]) => Math.max(0, ...branch.map((issue) => issue.path.length));
  return [...branches]
    .filter((branch) => branch.length > 0)
    .sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
}

/** Issues come from a parse with `reportInput`: what is undefined was not sent. */
function explain(issue: Issue): { code: string; detail: string } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'missing', detail: `This field is required: ${named(issue.expected)}.` }
        : { code: 'wrong_type', detail: `This must be ${named(issue.expected)}.` };
    case 'invalid_value':
      return issue.input === undefined
        ? { code: 'missing', detail: `This field is required: one of ${issue.values.map(String).join(', ')}.` }
        : { code: 'not_an_option', detail: `Use one of: ${issue.values.map(String).join(', ')}.` };
    case 'invalid_union':
      return { code: 'not_an_option', detail: sentence(issue.message) };
    case 'too_small':
      return {
        code: 'too_small',
        detail: `This must be ${atLeast(issue.origin, Number(issue.minimum), issue.inclusive)}.`,
      };
    case 'too_big':
      return {
        code: 'too_big',
        detail: `This must be ${atMost(issue.origin, Number(issue.maximum), issue.inclusive)}.`,
      };
    case 'invalid_format':
      return { code: 'wrong_format', detail: formats[issue.format] ?? sentence(issue.message) };
    default:
      return { code: 'invalid', detail: sentence(issue.message) };
  }
}

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  record: 'an object',
  date: 'a date',
};
/** Formats whose own message says no more than that they are wrong. */
const formats: Readonly<Record<string, string>> = {
  datetime: 'Write an instant like 2026-02-03T15:04:05Z, with Z or an offset such as -05:00.',
  date: 'Write a date like 2026-02-03.',
};

const named = (expected: string): string => names[expected] ?? expected;

const atLeast = (origin: string, minimum: number, inclusive = true): string =>
  `${inclusive ? 'at least' : 'more than'} ${minimum}${unitOf(origin, minimum)}`;
const atMost = (origin: string, maximum: number, inclusive = true): string =>
  `${inclusive ? 'at most' : 'less than'} ${maximum}${unitOf(origin, maximum)}`;

function unitOf(origin: string, count: number): string {
  if (origin === 'string') return count === 1 ? ' character long' : ' characters long';
  if (origin === 'array' || origin === 'set') return count === 1 ? ' entry long' : ' entries long';
  return '';
}

const sentence = (message: string): string => (message.endsWith('.') ? message : `${message}.`);

/** A name that the sender chose: not longer than anybody wants to read. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** RFC 6901: the whole part is the empty pointer. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
