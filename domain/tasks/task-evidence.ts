/** What a task can want to be shown when it is done, beside what an onboarding's template asks for: where it is found. */
export type TaskEvidence =
  /** Of a transfer, or of the decision that nobody pays. */
  'transfer_reference' | 'credit_reference' | 'price_agreement';
