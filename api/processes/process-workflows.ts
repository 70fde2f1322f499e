/** The workflows of a customer's processes as seen from outside: all there is to do is to nudge one, which starts it too. */
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { type ProcessKind, processWorkflowId } from '../../domain/processes/process-kinds.ts';
import { nudgeProcessSignal, type ProcessInput } from '../../workflows/processes/messages.ts';

export type ProcessRef = { readonly kind: ProcessKind; readonly id: string; readonly customerId?: string | null };

export type ProcessWorkflows = {
  /** Makes the workflow look again, starting it when it does not run yet. Never rejects: the relay nudges again. */
  wake(process: ProcessRef): Promise<void>;
};

const customer = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);

const callTimeoutMs = 3000;

export function createProcessWorkflows(client: Client, taskQueue: string): ProcessWorkflows {
  async function wake({ kind, id, customerId }: ProcessRef): Promise<void> {
    const input: ProcessInput = { kind, id };
    try {
      await client.withDeadline(Date.now() + callTimeoutMs, () =>
        client.workflow.signalWithStart(kind, {
          workflowId: processWorkflowId(kind, id),
          taskQueue,
          args: [input],
          signal: nudgeProcessSignal,
          // One that was ended by hand starts again, and one that is closed ends at once.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          ...(customerId && {
            typedSearchAttributes: new TypedSearchAttributes([{ key: customer, value: customerId }]),
          }),
        }),
      );
    } catch {
      // Temporal is away or slow: `nudge_at` stays, and a relay comes back to it.
    }
  }
  return { wake };
}
