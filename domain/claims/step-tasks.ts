import { type PeoplesStep, peoplesSteps } from './owed-steps.ts';

/** The task that asks a person for a step of one line. */
export const stepTask = (claimId: string, lineNo: number, step: PeoplesStep) => ({
  kind: kindOf(step),
  subject: `${claimId}/${lineNo}`,
});

/** The claim whose step a task asks for; null for any other task. */
export function claimOfStep({ kind, subject }: { readonly kind: string; readonly subject: string }): string | null {
  return peoplesSteps.some((step) => kindOf(step) === kind) ? subject.slice(0, subject.indexOf('/')) : null;
}

const kindOf = (step: PeoplesStep): string => `claim_${step}`;
