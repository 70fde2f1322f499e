/**
 * How long each layer around a statement waits, in milliseconds. Each ends before the one around it gives up:
 *
 *     step of a process ⊃ wait for a connection, then a transaction ⊃ statement ⊃ wait for a lock
 *
 * A step that is given up while its transaction runs on is tried beside it: that writes nothing twice, but takes a second
 * connection to wait for the locks of the first.
 */
export const stepTimeouts = {
  lockMs: 10_000,
  statementMs: 15_000,
  /** From BEGIN to its end; then it is cut off. */
  transactionMs: 30_000,
  connectionWaitMs: 10_000,
  /** A step on our own database alone. */
  stepMs: 45_000,
} as const;
