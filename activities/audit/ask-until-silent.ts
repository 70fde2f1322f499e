import type { OrderWorkflows } from './order-workflows.ts';

/** So many questions in a row without an answer, each for as long as it may take, and no worker is there to answer any. */
export const silentInARow = 8;

type Asking = Pick<OrderWorkflows, 'isOpen' | 'statusOf'> & {
  /** Whether so many in a row were silent that nobody was asked any more. */
  readonly gaveUp: () => boolean;
};

/** The same workflows, asked for their status until nobody answers: from then on each has said nothing, at once. */
export function askUntilSilent({ isOpen, statusOf }: Pick<OrderWorkflows, 'isOpen' | 'statusOf'>): Asking {
  let silent = 0;
  let gaveUp = false;
  return {
    isOpen,
    gaveUp: () => gaveUp,
    statusOf: async (workflowId) => {
      if (gaveUp) return null;
      const status = await statusOf(workflowId);
      silent = status === null ? silent + 1 : 0;
      gaveUp ||= silent >= silentInARow;
      return status;
    },
  };
}
