/** A workflow that is reset as an engineer does it in Temporal's web UI: Temporal forgets what came after a point. */
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { World } from './world.ts';

type Client = World['env']['client'];

/** The workflow tasks of its present run that are done, by their events. */
export async function tasksOf(client: Client, workflowId: string): Promise<number[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).filter((e) => e.workflowTaskCompletedEventAttributes).map((e) => Number(e.eventId));
}

/** What was said to it since is said to it again. */
export async function resetTo(client: Client, workflowId: string, workflowTaskFinishEventId: number): Promise<void> {
  const handle = client.workflow.getHandle(workflowId);
  const { runId } = await handle.describe();
  await client.workflowService.resetWorkflowExecution({
    ...{ namespace: client.options.namespace, reason: 'a test', requestId: randomUUID() },
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: workflowTaskFinishEventId as unknown as Long, // the protocol's own type of number
  });
  await expect.poll(async () => (await handle.describe()).runId).not.toBe(runId);
}
type Long = NonNullable<
  Parameters<Client['workflowService']['resetWorkflowExecution']>[0]['workflowTaskFinishEventId']
>;
