import type { Client } from '@temporalio/client';
import { fetchHistory, type History } from '../../cli/history.ts';
import { orderWorkflowId } from '../../domain/ids.ts';

/** The histories of all runs of an order's process, the first run first. */
export async function fetchRuns(client: Client, orderId: string): Promise<History[]> {
  const workflowId = orderWorkflowId(orderId);
  const runs: History[] = [(await fetchHistory(client, workflowId)).history];
  for (let runId = runBefore(runs[0]); runId; runId = runBefore(runs[0])) {
    runs.unshift(await client.workflow.getHandle(workflowId, runId).fetchHistory());
  }
  return runs;
}

function runBefore(history: History | undefined): string | undefined {
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
}
