/** The processes of a customer's life beside the order's. The key is the workflow's type and the aggregate of its events. */
export const processKinds = {
  opportunity: { prefix: 'OPP', path: 'opportunities' },
  enrolment: { prefix: 'ENR', path: 'enrolments' },
  onboarding: { prefix: 'ONB', path: 'onboardings' },
  case: { prefix: 'CAS', path: 'cases' },
  claim: { prefix: 'CLM', path: 'claims' },
  exit: { prefix: 'EXT', path: 'exits' },
} as const satisfies Record<string, { prefix: string; path: string }>;

export type ProcessKind = keyof typeof processKinds;

export const processWorkflowId = (kind: ProcessKind, id: string): string => `${kind}/${id}`;
