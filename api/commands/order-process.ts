/** The process of an order as seen from outside: start it, ask something of it, nudge it. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import type { OrderStart } from '../../db/orders/find-start.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { isClosed } from '../../domain/orders/order-states.ts';
import { nudgeSignal, type OrderInput } from '../../workflows/orders/messages.ts';
import { createProcessWorkflows, type ProcessWorkflows } from '../processes/process-workflows.ts';

export type OrderProcesses = ProcessWorkflows & {
  /** Started, running already, or over (its workflow has closed). Rejects when Temporal does not answer. */
  start(orderId: string, start: OrderStart): Promise<'running' | 'closed'>;
  /** Never rejects: one that is lost costs seconds, never data. */
  nudge(orderId: string): Promise<void>;
  /**
   * The same, and its process starts where none runs: it was ended by hand, failed, was lost with Temporal, or had ended
   * before the order was put back from a backup. Never rejects.
   */
  wakeOrder(orderId: string, start: OrderStart): Promise<void>;
};

const customerId = defineSearchAttributeKey('CustomerId', SearchAttributeType.KEYWORD);
const channel = defineSearchAttributeKey('Channel', SearchAttributeType.KEYWORD);
const orderNumber = defineSearchAttributeKey('OrderNumber', SearchAttributeType.KEYWORD);

/** How long one call to Temporal may take before its outcome is unknown and the relay takes over. */
const callTimeoutMs = 3000;

export function createOrderProcesses(client: Client, taskQueue: string): OrderProcesses {
  const inTime = <T>(call: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + callTimeoutMs, call);

  function optionsOf(orderId: string, { customerId: buyer, channel: by, policy }: OrderStart) {
    const { outsideAttempts, outsideBackoffMs } = policy;
    return {
      workflowId: orderWorkflowId(orderId),
      taskQueue,
      args: [{ orderId, outsideAttempts, outsideBackoffMs }] satisfies [OrderInput],
      workflowIdConflictPolicy: 'USE_EXISTING',
      // One that ended by itself is over; one that was terminated, or failed, goes on from the facts.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: customerId, value: buyer },
        { key: channel, value: by },
        { key: orderNumber, value: orderId },
      ]),
    } as const;
  }

  async function start(orderId: string, order: OrderStart): Promise<'running' | 'closed'> {
    try {
      await inTime(() => client.workflow.start('order', optionsOf(orderId, order)));
      return 'running';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'closed';
      throw error;
    }
  }

  async function nudge(orderId: string): Promise<void> {
    try {
      await inTime(() => client.workflow.getHandle(orderWorkflowId(orderId)).signal(nudgeSignal));
    } catch {
      // Temporal is away or slow, or no process runs: the relay wakes it, or who swept the stock tells it again.
    }
  }

  async function wakeOrder(orderId: string, order: OrderStart): Promise<void> {
    try {
      // An open order whose process ended by itself was put back from a backup: it goes on from the facts too.
      const again = !isClosed(order.status) && ({ workflowIdReusePolicy: 'ALLOW_DUPLICATE' } as const);
      const options = { ...optionsOf(orderId, order), ...again, signal: nudgeSignal };
      await inTime(() => client.workflow.signalWithStart('order', options));
    } catch {
      // The relay comes back to it.
    }
  }

  return { start, nudge, wakeOrder, ...createProcessWorkflows(client, taskQueue) };
}
