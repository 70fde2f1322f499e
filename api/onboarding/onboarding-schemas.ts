import { z } from 'zod';
import { type OnboardingStatus, onboardingMoves, onboardingPhases } from '../../domain/onboarding/onboarding-states.ts';
import { instant, sentInstant } from '../instant.ts';
import { address } from '../orders/order-schemas.ts';
import { listedFields } from '../processes/process-list.ts';
import { processExample, processFields } from '../processes/process-resource.ts';
import { rowNumber, slug, text } from '../schemas.ts';
import { staffId } from '../staff/staff-schemas.ts';
import { evidence, side, titleSchema } from './template-schemas.ts';

const onboardingId = z.string().min(1).max(40);
export const onboardingParams = z.strictObject({ id: onboardingId });
export const taskParams = z.strictObject({ id: onboardingId, task: slug });

export const openBody = z.strictObject({
  customerId: z.string().min(1).max(40),
  template: slug.default('standard').describe('Its newest version, kept until the end'),
  owner: staffId.optional().describe('A person’s id; without, the caller'),
  calendar: slug.optional().describe('Whose working days count for our tasks; without, the owner’s own'),
  customerCalendar: slug.optional().describe('And for the customer’s; without, that of their place, else ours'),
  contact: rowNumber.optional().describe('Who is written to; without, the customer’s own address'),
  startAt: sentInstant.optional().describe('When it begins; now when left out'),
  promises: z.array(text(300)).max(50).default([]).describe('Each becomes a task of ours'),
  billTo: address.optional().describe('Needed for a prospect without one'),
});

export const openExample = { customerId: 'CUS-4T9X0AB', owner: 'marie@sales', calendar: 'ca-qc' };

export const completeBody = z.strictObject({
  evidence: text(500).optional().describe('What the task asks for: a note, a date, where a file is'),
});
export const reopenBody = z.strictObject({ reason: text(300) });
export const assignBody = z.strictObject({ owner: staffId });
export const cancelBody = z.strictObject({ reason: text(300) });

const task = z
  .strictObject({
    id: z.string(),
    title: titleSchema,
    phase: z.enum(onboardingPhases),
    side,
    state: z.enum(['blocked', 'ready', 'done']),
    dependsOn: z.array(z.string()),
    evidence: evidence.nullable().describe('What completing it has to bring'),
    promise: z.boolean().describe('It was promised to win the customer'),
    readySince: instant.nullable(),
    dueAt: instant.nullable().describe('While it is ready'),
    late: z.boolean(),
    told: z.array(z.number().int()).describe('Steps of its ladder that went out, in working days after it was due'),
    completedAt: instant.nullable(),
    completedBy: z.string().nullable(),
    brought: z.string().nullable(),
  })
  .meta({ id: 'OnboardingTask' });

const checkIn = z
  .strictObject({
    day: z.number().int(),
    dueAt: instant,
    outcome: z.enum(['told', 'withheld', 'missed']).nullable().describe('Null while it is to come'),
  })
  .meta({ id: 'OnboardingCheckIn' });

export const onboardingSchema = z
  .strictObject({
    ...processFields(onboardingMoves),
    template: z.string(),
    templateVersion: z.number().int(),
    owner: z.string(),
    calendar: z.string().describe('The version that our due dates are counted on'),
    customerCalendar: z.string(),
    contact: z.number().int().nullable(),
    opportunityId: z.string().nullable(),
    startAt: instant,
    tasks: z.array(task),
    stallsAt: instant.nullable().describe('When it is stalled if the customer gives no sign until then'),
    activatedAt: instant.nullable().describe('When their first order was delivered'),
    activatedBy: z.string().nullable().describe('That order'),
    timeToFirstValueMs: z.number().nullable().describe('From opening to the first delivered order'),
    completedAt: instant.nullable(),
    cancelReason: z.string().nullable(),
    checkIns: z.array(checkIn),
  })
  .meta({ id: 'Onboarding' });

export const onboardingExample = {
  ...{ ...processExample, id: 'ONB-7K3M2QX', status: 'cancelled' as const, waiting: null },
  ...{ template: 'standard', templateVersion: 1, owner: 'marie@sales', calendar: 'ca-qc@1' },
  ...{ customerCalendar: 'ca-qc@1', contact: null, opportunityId: 'OPP-7K3M2QX', startAt: processExample.openedAt },
  ...{ tasks: [], stallsAt: null, activatedAt: null, activatedBy: null, timeToFirstValueMs: null, completedAt: null },
  ...{ cancelReason: 'They start next year', checkIns: [] },
};

const summary = z
  .strictObject({
    ...listedFields<OnboardingStatus>(onboardingMoves),
    owner: z.string(),
    template: z.string(),
    templateVersion: z.number().int(),
    tasks: z.number().int(),
    done: z.number().int(),
    activatedAt: instant.nullable(),
  })
  .meta({ id: 'OnboardingSummary' });
export const onboardingSummary = summary;

export const summaryExample = {
  ...{ id: 'ONB-7K3M2QX', customerId: 'CUS-4T9X0AB', status: 'training' as const, owner: 'marie@sales' },
  ...{ statusSince: processExample.statusSince, openedAt: processExample.openedAt, template: 'standard' },
  ...{ templateVersion: 1, tasks: 7, done: 4, activatedAt: null, version: 6 },
};
