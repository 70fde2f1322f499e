import { expect, it } from 'vitest';
import type { ApprovalStep } from './approval.ts';
import { planProblems } from './plan-problems.ts';

const step = (approvers: string[], next: string[] = []): ApprovalStep => ({ needs: 'any', approvers, next });
const problems = (steps: ApprovalStep[]) =>
  planProblems([{ currency: 'CAD', fromMinor: 0, steps }], new Set(['ann', 'bea'])).map(
    ({ path, code }) => `${code} ${path.join('/')}`,
  );

it.each([
  ['persons and roles', [step(['ann', 'role:supervisor']), step(['role:any'], ['bea', 'role:admin'])], []],
  ['somebody unknown', [step(['ann']), step(['zoe'])], ['unknown_person 0/steps/1/approvers/0']],
  ['a role that cannot approve', [step(['role:warehouse'])], ['unknown_role 0/steps/0/approvers/0']],
  ['somebody twice in a step', [step(['ann'], ['ann'])], ['stands_twice 0/steps/0/next/0']],
] as const)('with %s', (_, steps, expected) => {
  expect(problems([...steps])).toEqual(expected);
});

it('begin at one amount of a currency once', () => {
  const plan = (currency: string, fromMinor: number) => ({ currency, fromMinor, steps: [step(['ann'])] });
  const plans = [plan('CAD', 0), plan('CAD', 10), plan('USD', 0), plan('CAD', 10)];
  expect(planProblems(plans, new Set(['ann'])).map(({ path }) => path)).toEqual([[3, 'from']]);
});
