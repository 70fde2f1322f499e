import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { assistanceCase } from '../assistance/case.ts';
import { claim } from '../claims/claim.ts';
import { exit } from '../exit/exit.ts';
import { onboarding } from '../onboarding/onboarding.ts';
import { enrolment } from '../sales/enrolment.ts';
import { opportunity } from '../sales/opportunity.ts';
import type { AnyProcessDefinition } from './process-definition.ts';

/** Every kind of process that a worker runs. */
export const processDefinitions: Readonly<Partial<Record<ProcessKind, AnyProcessDefinition>>> = {
  enrolment,
  opportunity,
  case: assistanceCase,
  claim,
  exit,
  onboarding,
};
