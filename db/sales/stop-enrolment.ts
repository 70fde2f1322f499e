import { eq } from 'drizzle-orm';
import type { EnrolmentFacts, StopReason } from '../../domain/sales/cadence.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { enrolments } from '../schema/sales.ts';

/** Nothing more is sent: the next touch asks under this same lock. */
export async function stopEnrolment(
  { tx, facts, record }: ProcessChange<EnrolmentFacts>,
  because: StopReason,
): Promise<void> {
  await tx.update(enrolments).set({ stoppedBecause: because }).where(eq(enrolments.id, facts.id));
  record('enrolment.stop_asked', { because });
}
