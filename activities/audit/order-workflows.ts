/** Workflows of a Temporal namespace, of some kinds, as far as an audit must know them. */
export type OpenWorkflows = {
  /** Ids of all that run; may lag behind by seconds. */
  readonly openWorkflowIds: () => AsyncIterable<string>;
  /** Whether this one runs, without lag. */
  readonly isOpen: (workflowId: string) => Promise<boolean>;
};

export type OrderWorkflows = OpenWorkflows & {
  /** The order's status as its workflow knows it; null when it does not say, as without a worker. */
  readonly statusOf: (workflowId: string) => Promise<string | null>;
};
