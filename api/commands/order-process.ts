/** The process of an order as seen from outside: start it, ask something of it, nudge it. */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { OrderStart } from '../../db/orders/find-start.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { nudgeSignal, type OrderInput } from '../../workflows/orders/messages.ts';
import { createProcessWorkflows, type ProcessWorkflows } from '../processes/process-workflows.ts';

export type OrderProcesses = ProcessWorkflows & {
  /** Started, running already, or over (its workflow has closed). Rejects when Temporal does not answer. */
  start(orderId: string, start: OrderStart): Promise<'running' | 'closed'>;
  /** Never rejects: one that is lost costs seconds, never data. */
  nudge(orderId: string): Promise<void>;
};

const customerId = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);
const channel = defineSearchAttributeKey('Channel', SearchAttributeType.KEYWORD);
const orderNumber = defineSearchAttributeKey('OrderNumber', SearchAttributeType.KEYWORD);

/** How long one call to Temporal may take before its outcome is unknown and the relay takes over. */
const callTimeoutMs = 3000;

export function createOrderProcesses(client: Client, taskQueue: string): OrderProcesses {
  async function start(orderId: string, order: OrderStart): Promise<'running' | 'closed'> {
    const input: OrderInput = {
      orderId,
      outsideAttempts: order.policy.outsideAttempts,
      outsideBackoffMs: order.policy.outsideBackoffMs,
    };
    try {
      await client.withDeadline(Date.now() + callTimeoutMs, () =>
        client.workflow.start('order', {
          workflowId: orderWorkflowId(orderId),
          taskQueue,
          args: [input],
          workflowIdConflictPolicy: 'USE_EXISTING',
          // One that ended by itself is over; one that was terminated, or failed, goes on from the facts.
          workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
          typedSearchAttributes: new TypedSearchAttributes([
            { key: customerId, value: order.customerId },
            { key: channel, value: order.channel },
            { key: orderNumber, value: orderId },
          ]),
        }),
      );
      return 'running';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'closed';
      throw error;
    }
  }

  async function nudge(orderId: string): Promise<void> {
    try {
      await client.withDeadline(Date.now() + callTimeoutMs, () =>
        client.workflow.getHandle(orderWorkflowId(orderId)).signal(nudgeSignal),
      );
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) return; // the relay nudges again
    }
  }

  return { start, nudge, ...createProcessWorkflows(client, taskQueue) };
}
