/** All that a deal needs to come to a proposal. */
export const upToProposal = [
  'contact_made',
  'need_confirmed',
  'decision_maker_known',
  'budget_confirmed',
  'timeline_confirmed',
] as const;

/** What proves these criteria of a deal. */
export const shown = (...criteria: readonly string[]) =>
  criteria.map((criterion) => ({ criterion, reference: 'minutes' }));
