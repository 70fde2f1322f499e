import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { OpenWorkflows, OrderWorkflows } from '../activities/audit/order-workflows.ts';
import { processKinds } from '../domain/processes/process-kinds.ts';
import { progressQuery } from '../workflows/orders/messages.ts';

/**
 * The order workflows of a namespace, for the audit. Needs a server that lists workflows. `queryTimeoutMs`: how long one
 * question to a workflow may take, which without a worker nobody answers. `listTimeoutMs`: within which a server that does
 * not answer rejects.
 */
export function createOrderWorkflows(
  client: Client,
  { queryTimeoutMs = 5000, listTimeoutMs = 60_000 } = {},
): OrderWorkflows {
  return {
    ...openWorkflows(client, { types: ['order'], listTimeoutMs }),
    statusOf: async (workflowId) => {
      try {
        const handle = client.workflow.getHandle(workflowId);
        const progress = await client.withDeadline(Date.now() + queryTimeoutMs, () => handle.query(progressQuery));
        return progress.status;
      } catch {
        return null;
      }
    },
  };
}

/** Those of the customers' processes, of every kind. */
export const createCustomerWorkflows = (client: Client, { listTimeoutMs = 60_000 } = {}): OpenWorkflows =>
  openWorkflows(client, { types: Object.keys(processKinds), listTimeoutMs });

type Listed = { readonly types: readonly string[]; readonly listTimeoutMs: number };

function openWorkflows(client: Client, { types, listTimeoutMs }: Listed): OpenWorkflows {
  const named = types.map((type) => `'${type}'`).join(', ');
  return {
    async *openWorkflowIds() {
      yield* await client.withDeadline(Date.now() + listTimeoutMs, async () => {
        const open = client.workflow.list({ query: `WorkflowType IN (${named}) AND ExecutionStatus = 'Running'` });
        const ids: string[] = [];
        for await (const { workflowId } of open) ids.push(workflowId);
        return ids;
      });
    },
    isOpen: async (workflowId) => {
      try {
        const described = () => client.workflow.getHandle(workflowId).describe();
        const { status } = await client.withDeadline(Date.now() + listTimeoutMs, described);
        return status.name === 'RUNNING';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },
  };
}
