/** The order workflows of a Temporal namespace, as far as an audit must know them. */
export type OrderWorkflows = {
  /** Ids of all that run; may lag behind by seconds. */
  readonly openWorkflowIds: () => AsyncIterable<string>;
  /** Whether this one runs, without lag. */
  readonly isOpen: (workflowId: string) => Promise<boolean>;
  /** The order's status as its workflow knows it; null when it does not say, as without a worker. */
  readonly statusOf: (workflowId: string) => Promise<string | null>;
};
