/** What an order or a process waits for, and what may be done about it. */
import { z } from 'zod';
import { instant } from '../instant.ts';
import { bilingual } from '../schemas.ts';

export const waiting = z
  .strictObject({
    for: z.string(),
    since: instant,
    until: instant.nullable().describe('When something happens by itself'),
    who: z.array(z.string()).describe('Roles, or customer, carrier, supplier, system'),
    message: bilingual,
  })
  .meta({ id: 'Waiting', description: 'What the order waits for' });

export const action = z
  .strictObject({
    kind: z.string(),
    method: z.literal('POST'),
    path: z.string(),
    subject: z.string().nullable().describe('The row it is about'),
    hint: bilingual,
  })
  .meta({ id: 'Action', description: 'A command that you may send now' });
