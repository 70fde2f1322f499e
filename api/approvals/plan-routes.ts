/** Who has to say yes, by what it is about and by amount, where one person with the authority is not enough. */
import { z } from 'zod';
import { type ApprovalPlan, lockPlans, putPlans, readPlans } from '../../db/approvals/approval-plans.ts';
import { workingHere } from '../../db/staff/staff.ts';
import { peopleNamed, planProblems, planSubjects } from '../../domain/approvals/plan-problems.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import type { Currency } from '../../domain/money/money.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { invalidRequest } from '../problem.ts';
import { defineRoute, etag, type Route } from '../route.ts';
import { said } from '../schema-messages.ts';
import { money } from '../schemas.ts';

const params = z.strictObject({ kind: z.enum(planSubjects).describe('What is asked about') });
const approver = z
  .string()
  .regex(
    /^\S{1,80}$/,
    said({
      en: 'Use a person’s id, or role:agent, role:supervisor, role:admin, role:any.',
      fr: 'Utilisez l’identifiant d’une personne, ou role:agent, role:supervisor, role:admin, role:any.',
    }),
  )
  .describe(
    'A person of the staff by id, or a role: whoever has it or a higher one; role:any is whoever’s limit covers it',
  );

const step = z
  .strictObject({
    needs: z.enum(['any', 'all']).describe('One yes is enough, or each of them says yes'),
    approvers: z.array(approver).min(1).max(20),
    next: z.array(approver).max(20).describe('Who is asked, one after another, when nobody answers; may be empty'),
  })
  .meta({ id: 'ApprovalStep' });

const plan = z
  .strictObject({
    from: money.describe('The plan counts from this amount on, up to the next plan’s'),
    steps: z.array(step).min(1).max(10).describe('One after another'),
  })
  .meta({ id: 'ApprovalPlan' });

const plansBody = z.strictObject({ plans: z.array(plan).max(50) });
const answered = z
  .strictObject({ kind: z.enum(planSubjects), version: z.number().int(), plans: plansBody.shape.plans })
  .meta({ id: 'ApprovalPlans' });

const example = {
  plans: [
    {
      from: { amount: 500_000, currency: 'CAD' as const },
      steps: [
        { needs: 'any' as const, approvers: ['role:supervisor'], next: ['role:admin'] },
        { needs: 'all' as const, approvers: ['marie', 'paul'], next: [] },
      ],
    },
  ],
};
const answer = { headers: ['ETag' as const], schema: answered, example: { kind: 'claim', version: 1, ...example } };
const tag = 'Approvals';

export const approvalPlanRoutes: readonly Route[] = [
  defineRoute({
    ...{ method: 'get', path: '/v1/approval-plans/{kind}', tag, summary: 'Who has to say yes, by amount' },
    description:
      'Without a plan one person is enough whose limit covers the amount. The version is the ETag; 0 while nobody has set any.',
    permission: 'limits.read',
    idempotent: false,
    params,
    responses: { 200: { description: 'The plans, by currency and amount', ...answer } },
    handle: async ({ deps, params: { kind } }) => {
      const { version, plans } = await readPlans(deps.database.query, kind);
      return { status: 200, headers: { etag: etag(version) }, body: { kind, version, plans: plans.map(shown) } };
    },
  }),
  defineRoute({
    ...{ method: 'put', path: '/v1/approval-plans/{kind}', tag, summary: 'Replace the plans of who has to say yes' },
    description:
      'All of them: what is not sent is gone. If-Match names the version they were read at, "0" before the first. Approvals that are open keep the steps they were asked with.',
    permission: 'limits.write',
    idempotent: true,
    ifMatch: 'required',
    params,
    body: plansBody,
    example,
    responses: { 200: { description: 'In force for what is asked from now on', ...answer } },
    handle: (request) => {
      const { body, caller, ifMatch } = request;
      const { kind } = request.params;
      const command = { kind: 'put_approval_plans', subject: `approval-plans/${kind}`, payload: body };
      return answerOnce(request, command, async (tx) => {
        const before = await lockPlans(tx, kind);
        const thing = `Approval plan of ${kind}` as const;
        if (ifMatch !== before) return refusal('stale_version', { thing, expected: ifMatch, actual: before });
        const plans = body.plans.map(stored);
        const problems = planProblems(plans, await workingHere(tx, peopleNamed(plans)));
        if (problems.length > 0)
          throw invalidRequest(problems.map(({ path, ...rest }) => ({ pointer: `/plans/${path.join('/')}`, ...rest })));
        const version = await putPlans(tx, { subject: kind, plans, actor: caller.actor });
        return { status: 200, headers: { etag: etag(version) }, body: { kind, version, plans: plans.map(shown) } };
      });
    },
  }),
];

const stored = ({ from, steps }: z.output<typeof plan>): ApprovalPlan => ({
  ...{ currency: from.currency, fromMinor: from.amount, steps },
});

const shown = ({ currency, fromMinor, steps }: ApprovalPlan) => ({
  from: { amount: fromMinor, currency: currency as Currency }, // stored ones
  steps: steps.map(({ needs, approvers, next }) => ({ needs, approvers: [...approvers], next: [...next] })),
});
