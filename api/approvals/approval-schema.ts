import { z } from 'zod';
import { instant } from '../instant.ts';
import { price } from '../schemas.ts';

const perhaps = instant.nullable();

export const approval = z
  .strictObject({
    id: z.string(),
    orderId: z.string(),
    state: z.string(),
    reasons: z.array(z.string()),
    amount: price,
    digest: z.string().describe('Send it with the decision'),
    requester: z.string(),
    approverRole: z.string(),
    raisedAt: instant,
    escalatesAt: perhaps,
    expiresAt: instant,
    decidedBy: z.string().nullable(),
    decidedAt: perhaps,
    reason: z.string().nullable(),
  })
  .meta({ id: 'Approval' });
