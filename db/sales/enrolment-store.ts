import { and, eq } from 'drizzle-orm';
import { type EnrolmentFacts, type EnrolmentStatus, enrolmentRules } from '../../domain/sales/cadence.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { cadences, enrolments } from '../schema/sales.ts';

export const enrolmentStore: ProcessStore<EnrolmentFacts, EnrolmentStatus> = {
  ...enrolmentRules,
  load: async (tx, state) => {
    const [row] = await tx
      .select({ enrolment: enrolments, steps: cadences.steps })
      .from(enrolments)
      .innerJoin(cadences, and(eq(cadences.id, enrolments.cadenceId), eq(cadences.version, enrolments.cadenceVersion)))
      .where(eq(enrolments.id, state.id));
    if (!row || state.customerId === null) throw new Error(`enrolment ${state.id} has lost its row`);
    const { cadenceId, cadenceVersion, calendar, owner, nextStep, dueAt, stoppedBecause } = row.enrolment;
    return {
      ...state,
      customerId: state.customerId,
      cadence: cadenceId,
      cadenceVersion,
      steps: row.steps,
      calendar,
      owner,
      nextStep,
      dueAt: dueAt.getTime(),
      stoppedBecause,
    };
  },
};
