import type { Text } from '../domain/orders/wording.ts';
import { explain, type Issue, unknownField } from './issue-sentences.ts';
import type { RequestPart } from './route.ts';

/** One thing wrong in a request: `pointer` is a JSON Pointer (RFC 6901) into the part that `in` names. */
export type RequestProblem = {
  readonly in: RequestPart;
  readonly pointer: string;
  readonly code: string;
  readonly detail: Text;
};

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
      detail: unknownField(short(key)),
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

/** A name that the sender chose: not longer than anybody wants to read. */
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** RFC 6901: the whole part is the empty pointer. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
