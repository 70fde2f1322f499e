import { z } from 'zod';
import { type ApprovalLimit, limitKey, listApprovalLimits, putApprovalLimits } from '../../db/approvals/limits.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { defineRoute } from '../route.ts';
import { wrong } from '../schema-messages.ts';
import { money } from '../schemas.ts';

const role = z.enum(['agent', 'supervisor']).describe('An administrator approves any amount');
const limit = z.strictObject({ role, upTo: money }).meta({ id: 'ApprovalLimit' });
const answered = z.strictObject({ data: z.array(z.strictObject({ role: z.string(), upTo: limit.shape.upTo })) });

const limitExample = { role: 'agent' as const, upTo: { amount: 500_000, currency: 'CAD' as const } };

const limits = z
  .array(limit)
  .min(1)
  .max(100)
  .superRefine((given, context) => {
    const seen = new Set<string>();
    given.forEach((entry, index) => {
      const key = limitKey(stored(entry));
      if (seen.has(key))
        context.addIssue(
          wrong([index], { en: 'This limit stands above already.', fr: 'Cette limite est déjà plus haut.' }),
        );
      seen.add(key);
    });
  });

export const approvalLimitRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/approval-limits',
    tag: 'Approvals',
    summary: 'Who approves up to which amount',
    // Whole: two roles by as many currencies as there are.
    description: 'By currency and role; an amount above every limit is approved by an administrator.',
    permission: 'limits.read',
    idempotent: false,
    responses: { 200: { description: 'By currency and role', schema: answered, example: { data: [limitExample] } } },
    handle: async ({ deps }) => ({
      status: 200,
      body: { data: (await listApprovalLimits(deps.database)).map(shown) },
    }),
  }),
  defineRoute({
    method: 'put',
    path: '/v1/approval-limits',
    tag: 'Approvals',
    summary: 'Set approval limits',
    description: 'Adds these or replaces them; limits that are not named stay. Open approvals are decided as they are.',
    permission: 'limits.write',
    idempotent: true,
    example: { limits: [limitExample] },
    body: z.strictObject({ limits }),
    responses: { 200: { description: 'Set', schema: answered, example: { data: [limitExample] } } },
    handle: (request) =>
      answerOnce(request, { kind: 'put_limits', subject: 'approval-limits', payload: request.body }, async (tx) => {
        await putApprovalLimits(tx, request.caller.actor, request.body.limits.map(stored));
        return { status: 200, body: { data: request.body.limits } };
      }),
  }),
];

function stored({ role: approver, upTo }: z.infer<typeof limit>): ApprovalLimit {
  return { role: approver, currency: upTo.currency, amountMinor: upTo.amount };
}

function shown({ role: approver, currency, amountMinor }: ApprovalLimit) {
  return { role: approver, upTo: { amount: amountMinor, currency } };
}
