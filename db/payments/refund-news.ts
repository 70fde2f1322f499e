import { type SQL, sql } from 'drizzle-orm';
import { refunds } from '../schema/payments.ts';

/**
 * Whether what the provider says under this id of its own is news of the refund's row. Each try has an id: one that failed is
 * over, and what is said again of a try before the present one would send the money twice.
 */
export const saysNews = (refundRef: string | null): SQL => sql`
  case when ${refunds.state} = 'failed' then ${refunds.providerRef} is distinct from ${refundRef}
    else coalesce(${refunds.providerRef}, ${refundRef}) is not distinct from ${refundRef} end`;
