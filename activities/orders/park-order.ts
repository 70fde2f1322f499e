import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { interventions } from '../../db/schema/orders.ts';
import { isMoot, type Work } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { runStep, type StepInput } from './order-step.ts';

/** A step failed for good: the order waits for a person, with a sentence that says why; unless nobody owes it any more. */
export function parkOrder(
  database: Database,
  input: StepInput,
  failed: Work & { readonly code: string; readonly detail: string },
): Promise<Progress> {
  return runStep(database, input, async (change) => {
    if (isMoot(change.facts, { work: failed.kind, subject: failed.subject })) return;
    await change.tx
      .insert(interventions)
      .values({
        orderId: change.facts.id,
        no: sql`(select coalesce(max(no), 0) + 1 from interventions where order_id = ${change.facts.id})`,
        work: failed.kind,
        subject: failed.subject,
        code: failed.code,
        detail: failed.detail,
        raisedAt: new Date(change.now),
      })
      .onConflictDoNothing();
    change.record('order.parked', { work: failed.kind, subject: failed.subject, code: failed.code });
  });
}
