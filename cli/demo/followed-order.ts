import { z } from 'zod';
import { type Followed, standing } from './followed.ts';

const price = z.looseObject({ amount: z.number(), currency: z.string() });
/** An order as the stories read it. */
export const orderNow = z.looseObject({
  ...standing,
  total: price,
  shipments: z.array(
    z.looseObject({ id: z.string(), locationId: z.string(), state: z.string(), trackingCode: z.string().nullable() }),
  ),
  payments: z.array(z.looseObject({ id: z.string(), state: z.string(), captured: price, refunded: price })),
  offer: z.looseObject({ version: z.number() }).nullable(),
  approval: z.looseObject({ id: z.string(), digest: z.string(), state: z.string() }).nullable(),
  planReasons: z.array(
    z.looseObject({ locationId: z.string(), used: z.boolean(), text: z.object({ en: z.string() }) }),
  ),
});
export type OrderNow = z.infer<typeof orderNow>;
export type FollowedOrder = Followed<OrderNow>;
