import { z } from 'zod';

export const commandResult = z
  .strictObject({
    command: z.string().describe('Id of the command; GET /v1/commands/{id} tells its answer again'),
    state: z.enum(['accepted', 'settled']),
    kind: z.string().optional().describe('What was asked; only where a command is read'),
    subject: z.string().optional().describe('What it is about, for most commands the order'),
    result: z.record(z.string(), z.unknown()).nullable().describe('What was done; null while accepted or when refused'),
    refusal: z
      .strictObject({ code: z.string(), detail: z.string(), detailFr: z.string() })
      .optional()
      .describe('Why it was refused'),
  })
  .meta({ id: 'CommandResult' });

export const commandExample: z.input<typeof commandResult> = {
  command: '0198c2f0-6f0c-7a55-9d0a-9a1f3c1d7c11',
  state: 'settled',
  result: { shipment: 'ORD-7K3M2QX-S1' },
};

const pendingCommandExample: z.input<typeof commandResult> = { ...commandExample, state: 'accepted', result: null };

/** What every command to an order answers. */
export const commandResponses = {
  200: { description: 'Done', schema: commandResult, example: commandExample },
  202: {
    description: 'Accepted; not answered yet. Location tells where to look',
    headers: ['Location'],
    schema: commandResult,
    example: pendingCommandExample,
  },
} as const;
