import { z } from 'zod';
import { evidenceKinds } from '../../domain/onboarding/evidence.ts';
import { onboardingPhases } from '../../domain/onboarding/onboarding-states.ts';
import { ownLadder, type Reminder, reminderLadder } from '../../domain/onboarding/reminders.ts';
import type { TemplateTask } from '../../domain/onboarding/template.ts';
import { instant } from '../instant.ts';
import { said } from '../schema-messages.ts';
import { slug, text } from '../schemas.ts';

export const templateParams = z.strictObject({ id: slug });
export const versionParams = z.strictObject({
  id: slug,
  version: z.coerce.number().int().min(1).max(2_147_483_647),
});

export const titleSchema = z.strictObject({ en: text(300), fr: text(300) }).meta({ id: 'BilingualTitle' });
export const side = z.enum(['us', 'customer']);
export const evidence = z.enum(evidenceKinds);

const reminder = z.strictObject({
  afterDays: z.number().int().min(0).max(250).describe('Working days after the task was due'),
  tell: z.enum(['customer', 'owner', 'manager']),
});

const taskBody = z.strictObject({
  id: slug.refine(
    (id) => !id.startsWith('promise-'),
    said({
      en: 'promise-… is kept for what was promised to a customer.',
      fr: 'promise-… est réservé à ce qui a été promis à un client.',
    }),
  ),
  title: titleSchema,
  phase: z.enum(onboardingPhases),
  side,
  dueInDays: z.number().int().min(1).max(250).describe('Working days from when it can be done'),
  dependsOn: z.array(slug).max(50).default([]),
  evidence: evidence.nullable().default(null),
  ladder: z
    .array(reminder)
    .max(10)
    .optional()
    .describe(
      'Without: the customer after 2 and 5 working days, the owner after 7, the manager after 10; ours: 1 and 5',
    ),
});

export const templateBody = z.strictObject({
  name: titleSchema,
  stallAfterDays: z.number().int().min(1).max(365).default(14).describe('Days without a sign of the customer'),
  tasks: z.array(taskBody).max(100),
});

/** As it is kept: every task with a ladder. */
export function withLadders(tasks: z.output<typeof taskBody>[]): TemplateTask[] {
  return tasks.map((task) => {
    const standard: readonly Reminder[] = task.side === 'us' ? ownLadder : reminderLadder;
    return { ...task, ladder: task.ladder ?? standard };
  });
}

export const templateBodyExample = {
  name: { en: 'Small shops', fr: 'Petits commerces' },
  tasks: [
    {
      ...{ id: 'call', title: { en: 'Welcome call', fr: 'Appel de bienvenue' }, phase: 'kickoff' as const },
      ...{ side: 'us' as const, dueInDays: 2 },
    },
    {
      ...{ id: 'addresses', title: { en: 'Send addresses', fr: 'Envoyer les adresses' }, dueInDays: 5 },
      ...{ phase: 'provisioning' as const, side: 'customer' as const, dependsOn: ['call'], evidence: 'file' as const },
    },
  ],
};

export const templateSchema = z
  .strictObject({
    id: z.string(),
    version: z.number().int(),
    name: titleSchema,
    stallAfterDays: z.number().int(),
    tasks: z.array(
      z.strictObject({
        ...taskBody.shape,
        id: z.string(),
        dependsOn: z.array(z.string()),
        evidence: evidence.nullable(),
        ladder: z.array(reminder),
      }),
    ),
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: 'OnboardingTemplate' });

const [call] = templateBodyExample.tasks;
export const templateExample = {
  ...{ id: 'small-shops', version: 1, name: templateBodyExample.name, stallAfterDays: 14 },
  tasks: call ? [{ ...call, dependsOn: [], evidence: null, ladder: [...ownLadder] }] : [],
  ...{ createdAt: '2026-02-03T15:04:05.678Z', createdBy: 'marie@sales' },
};
