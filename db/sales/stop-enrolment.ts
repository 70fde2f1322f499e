import { eq } from 'drizzle-orm';
import type { EnrolmentFacts, StopReason } from '../../domain/sales/cadence.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { enrolments } from '../schema/sales.ts';
import { withdrawCallsOf } from './withdraw-calls.ts';

/** Nothing more is sent, since the next touch asks under this same lock, and nobody is asked to call. */
export async function stopEnrolment(
  { tx, facts, now, record }: ProcessChange<EnrolmentFacts>,
  because: StopReason,
): Promise<void> {
  await tx.update(enrolments).set({ stoppedBecause: because }).where(eq(enrolments.id, facts.id));
  // A call that was made may be the very one that was asked for: whoever made it closes that.
  if (because !== 'call') await withdrawCallsOf(tx, facts.id, now);
  record('enrolment.stop_asked', { because });
}
