import { z } from 'zod';
import { enrolmentMoves, interactionKinds, stopReasons, touchTemplates } from '../../domain/sales/cadence.ts';
import { listedFields } from '../processes/process-list.ts';
import { processFields } from '../processes/process-resource.ts';
import { slug, text } from '../schemas.ts';

export const cadenceId = slug;

const step = z.strictObject({
  delayMinutes: z.number().int().min(0).max(525_600).describe('Working minutes after the touch before'),
  channel: z.enum(['email', 'phone']).describe('An e-mail is sent; a call becomes a task'),
  template: z.enum(touchTemplates),
  stopIf: z.array(z.enum(interactionKinds)).max(interactionKinds.length).default(['reply', 'meeting', 'opt_out']),
});

export const cadenceBody = z.strictObject({
  name: text(120),
  calendar: z.string().min(1).max(40).describe('Whose working time the delays are'),
  steps: z.array(step).min(1).max(20),
});

export const cadenceBodyExample = {
  name: 'Three touches',
  calendar: 'ca-qc',
  steps: [
    { delayMinutes: 0, channel: 'email' as const, template: 'cadence_intro' as const },
    { delayMinutes: 1440, channel: 'email' as const, template: 'cadence_follow_up' as const },
  ],
};

export const cadence = z
  .strictObject({ id: z.string(), version: z.number().int(), ...cadenceBody.shape })
  .meta({ id: 'Cadence' });

export const cadenceExample = {
  id: 'three-touches',
  version: 1,
  ...cadenceBodyExample,
  steps: cadenceBodyExample.steps.map((one) => ({ ...one, stopIf: ['reply' as const, 'meeting' as const] })),
};

export const enrolmentBody = z.strictObject({
  customerId: z.string().min(1).max(40),
  owner: text(80).describe('The name that the prospect is given to answer to'),
});

export const enrolmentParams = z.strictObject({ id: z.string().min(1).max(40) });

const run = {
  cadence: z.string(),
  cadenceVersion: z.number().int(),
  nextStep: z.number().int().describe('How many touches are done'),
  stoppedBecause: z.enum(stopReasons).nullable(),
};

export const enrolmentSchema = z
  .strictObject({ ...processFields(enrolmentMoves), ...run, steps: z.number().int() })
  .meta({ id: 'Enrolment' });

export const enrolmentSummary = z
  .strictObject({ ...listedFields(enrolmentMoves), ...run, owner: z.string() })
  .meta({ id: 'EnrolmentSummary' });
