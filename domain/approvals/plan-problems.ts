/** What is wrong with plans of who has to say yes, before they are put in force. */
import type { Text } from '../orders/wording.ts';
import type { ApprovalStep } from './approval.ts';
import { approverLadder } from './authority.ts';
import { roleNamed } from './escalation.ts';

export const planSubjects = ['order', 'claim', 'quote', 'exit'] as const;
export type PlanSubject = (typeof planSubjects)[number];

type Plan = { readonly currency: string; readonly fromMinor: number; readonly steps: readonly ApprovalStep[] };

export type PlanProblem = {
  /** Steps into the list of plans. */
  readonly path: readonly (string | number)[];
  readonly code: 'stands_twice' | 'unknown_role' | 'unknown_person';
  readonly detail: Text;
};

/** `role:any`: whoever's limit covers the amount. */
const roles: readonly string[] = [...approverLadder, 'any'];

/** `people`: the ids of the staff who are active, of those named. */
export function planProblems(plans: readonly Plan[], people: ReadonlySet<string>): PlanProblem[] {
  const amounts = plans.map(({ currency, fromMinor }) => `${currency} ${fromMinor}`);
  return plans.flatMap((plan, at) => [
    ...(amounts.indexOf(amounts[at] ?? '') < at
      ? [twice([at, 'from'], { en: 'A plan from this amount', fr: 'Un plan à partir de ce montant' })]
      : []),
    ...plan.steps.flatMap((step, no) => stepProblems(step, [at, 'steps', no], people)),
  ]);
}

function stepProblems(
  { approvers, next }: ApprovalStep,
  path: PlanProblem['path'],
  people: ReadonlySet<string>,
): PlanProblem[] {
  const asked = [...approvers, ...next];
  const place = (at: number) => [
    ...path,
    ...(at < approvers.length ? ['approvers', at] : ['next', at - approvers.length]),
  ];
  return asked.flatMap((name, at) => {
    if (asked.indexOf(name) < at) return [twice(place(at), { en: name, fr: name })];
    const problem = approverProblem(name, people);
    return problem === null ? [] : [{ path: place(at), ...problem }];
  });
}

function approverProblem(name: string, people: ReadonlySet<string>): Omit<PlanProblem, 'path'> | null {
  const role = roleNamed(name);
  if (role === null) {
    if (people.has(name)) return null;
    const detail = {
      en: `${name} is nobody of the staff who works here now: send a person’s id, or a role like role:supervisor.`,
      fr: `${name} n’est personne qui travaille ici en ce moment : envoyez l’identifiant d’une personne, ou un rôle comme role:supervisor.`,
    };
    return { code: 'unknown_person', detail };
  }
  if (roles.includes(role)) return null;
  const options = roles.map((one) => `role:${one}`).join(', ');
  const detail = {
    en: `${name} cannot approve: send one of ${options}.`,
    fr: `${name} ne peut pas approuver : envoyez l’un de ${options}.`,
  };
  return { code: 'unknown_role', detail };
}

const twice = (path: PlanProblem['path'], what: Text): PlanProblem => ({
  ...{
    path,
    code: 'stands_twice',
    detail: { en: `${what.en} stands above already.`, fr: `${what.fr} est déjà plus haut.` },
  },
});

/** The persons whom plans name, by id. */
export const peopleNamed = (plans: readonly Pick<Plan, 'steps'>[]): string[] =>
  plans
    .flatMap(({ steps }) => steps)
    .flatMap(({ approvers, next }) => [...approvers, ...next])
    .filter((name) => roleNamed(name) === null);
