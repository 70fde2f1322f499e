import { z } from 'zod';
import { caseChannels, clockNames } from '../../domain/assistance/case.ts';
import { casePriorities } from '../../domain/assistance/case-policy.ts';
import { type CaseStatus, caseMoves } from '../../domain/assistance/case-states.ts';
import { instant } from '../instant.ts';
import { orderStatus } from '../orders/order-schemas.ts';
import { listedFields } from '../processes/process-list.ts';
import { processExample, processFields } from '../processes/process-resource.ts';
import { wrong } from '../schema-messages.ts';
import { slug, text } from '../schemas.ts';

export const caseId = z.string().min(1).max(40);
export const caseParams = z.strictObject({ id: caseId });
const channel = z.enum(caseChannels);
const priority = z.enum(casePriorities);

export const openBody = z.strictObject({
  customerId: z.string().min(1).max(40),
  subject: text(200),
  body: text(20_000).describe('What the customer wrote or said'),
  channel,
  priority: priority.default('normal'),
  sla: slug.default('standard'),
  team: slug.default('support'),
  orderId: z.string().min(1).max(40).optional().describe('The order it is about; one of the customer’s'),
});

export const openExample = {
  customerId: 'CUS-4T9X0AB',
  subject: 'Where is my lamp?',
  body: 'It should have come on Monday.',
  channel: 'email' as const,
};

export const messageBody = z.strictObject({
  direction: z.enum(['inbound', 'outbound', 'internal']).describe('From the customer, to the customer, or a note'),
  channel: channel.default('email').describe('An outbound e-mail is sent; what was said elsewhere is written down'),
  body: text(20_000),
});

/** Waiting for somebody stops the resolution clock, so the reason is kept. */
export const moveBody = z
  .strictObject({
    to: z.enum(['triaged', 'in_progress', 'waiting_customer', 'waiting_third_party', 'resolved', 'closed', 'spam']),
    reason: text(300).optional().describe('Needed to wait for somebody'),
  })
  .superRefine(({ to, reason }, context) => {
    if (reason !== undefined || !to.startsWith('waiting_')) return;
    context.addIssue(
      wrong(['reason'], {
        en: 'Say what is waited for: the clock stops meanwhile.',
        fr: 'Dites ce qui est attendu : l’horloge s’arrête pendant ce temps.',
      }),
    );
  });

export const priorityBody = z.strictObject({
  priority: priority.optional(),
  sla: slug.optional().describe('Another service level; without it the newest version of the present one'),
});

export const ratingBody = z.strictObject({
  score: z.number().int().min(0).max(10).describe('10: would certainly recommend us'),
  comment: text(2000).optional(),
});

export const caseClock = z
  .strictObject({
    clock: z.enum(clockNames),
    no: z.number().int(),
    state: z.enum(['running', 'paused', 'stopped']),
    targetMinutes: z.number(),
    consumedMinutes: z.number().describe('Working time used up until now'),
    dueAt: instant.nullable().describe('Null while it is paused, and once it is answered'),
    breached: z.boolean(),
    fired: z.array(z.number().int()).describe('Levels of the ladder, in percent'),
  })
  .meta({ id: 'CaseClock' });

const order = z
  .strictObject({
    id: z.string(),
    status: orderStatus,
    placedAt: instant,
  })
  .meta({ id: 'CaseOrder' });

export const caseSchema = z
  .strictObject({
    ...processFields(caseMoves),
    subject: z.string(),
    channel,
    priority,
    sla: z.string(),
    calendar: z.string().describe('The version that its clocks count by'),
    team: z.string(),
    owner: z.string().nullable().describe('A person of the staff'),
    orderId: z.string().nullable(),
    mergedInto: z.string().nullable(),
    merged: z.array(z.string()).describe('Cases that live on in this one'),
    messages: z.number().int(),
    clocks: z.array(caseClock),
    satisfaction: z.number().int().nullable(),
    claims: z.array(z.string()).describe('Claims that were made in it'),
    orders: z.array(order).describe('The customer’s newest orders'),
  })
  .meta({ id: 'Case' });

export const caseExample = {
  ...{ ...processExample, id: 'CAS-7K3M2QX', status: 'closed' as const, waiting: null },
  ...{ subject: 'Where is my lamp?', channel: 'email' as const, priority: 'normal' as const, sla: 'standard' },
  ...{ calendar: 'ca-qc@1', team: 'support', owner: 'marie', orderId: null, mergedInto: null, merged: [] },
  ...{ messages: 3, clocks: [], satisfaction: 9, claims: [], orders: [] },
};

export const caseSummary = z
  .strictObject({
    ...listedFields<CaseStatus>(caseMoves),
    subject: z.string(),
    priority,
    team: z.string(),
    owner: z.string().nullable(),
    dueAt: instant.nullable().describe('The earliest deadline of its clocks'),
  })
  .meta({ id: 'CaseSummary' });

export const summaryExample = {
  ...{ id: 'CAS-7K3M2QX', customerId: 'CUS-4T9X0AB', subject: 'Where is my lamp?', status: 'new' as const },
  ...{ statusSince: processExample.statusSince, openedAt: processExample.openedAt, priority: 'normal' as const },
  ...{ team: 'support', owner: 'marie', dueAt: '2026-02-03T19:04:05.678Z', version: 1 },
};

export const caseMessage = z
  .strictObject({
    no: z.number().int(),
    direction: messageBody.shape.direction,
    channel,
    author: z.string(),
    body: z.string(),
    at: instant,
  })
  .meta({ id: 'CaseMessage' });

export const messageExample = {
  ...{ no: 1, direction: 'inbound' as const, channel: 'email' as const, author: 'CUS-4T9X0AB' },
  ...{ body: 'It should have come on Monday.', at: processExample.openedAt },
};
