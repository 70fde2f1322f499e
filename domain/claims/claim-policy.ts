const day = 24 * 60 * 60 * 1000;

/** What is neither in a table nor in the service level: how long things are waited for, and from how many points on a person looks. */
export const claimPolicy = {
  /** Risk alone never refuses; from here on it asks for a person. */
  reviewAtRisk: 50,
  appealWindowMs: 30 * day,
  /** While something is missing: reminded once, then the claim lapses. */
  remindAfterMs: 7 * day,
  lapseAfterMs: 23 * day,
  returnDueMs: 30 * day,
  approvalEscalatesMs: 1 * day,
  approvalExpiresMs: 3 * day,
  /** Whose turn it is gets a claim that needs a person. */
  team: 'claims',
  /** Where coverage is counted in days. */
  zone: 'America/Toronto',
} as const;
