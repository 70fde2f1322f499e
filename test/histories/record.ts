import type { Client } from '@temporalio/client';
import { type History, workflowIdOf } from '../../cli/history.ts';

/** The histories of all runs of the process of an order or of a customer, the first run first. */
export async function fetchRuns(client: Client, id: string): Promise<History[]> {
  const workflowId = workflowIdOf(id);
  const runs: History[] = [await client.workflow.getHandle(workflowId).fetchHistory()];
  for (let runId = runBefore(runs[0]); runId; runId = runBefore(runs[0])) {
    runs.unshift(await client.workflow.getHandle(workflowId, runId).fetchHistory());
  }
  return runs;
}

function runBefore(history: History | undefined): string | undefined {
  return history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
}
