import type { Client } from '@temporalio/client';

/** Numbers of temporal.api.enums.v1.EventType. */
const types = { workflowTaskTimedOut: 8, activityStarted: 11, activityTimedOut: 14 };

/**
 * What a worker took on for a workflow and did not bring to its end, in words. A lost workflow task runs its local
 * activities again; a lost activity is tried again or times out.
 */
export async function lostWork(client: Client, workflowId: string, workerPid: number): Promise<string[]> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const history = events ?? [];
  const takenBy = (startedEventId: unknown): string => {
    const started = history.find(({ eventId }) => String(eventId) === String(startedEventId));
    return started?.workflowTaskStartedEventAttributes?.identity ?? '';
  };
  return history.flatMap((event) => {
    const at = `${workflowId} event ${event.eventId}`;
    const attempt = event.activityTaskStartedEventAttributes?.attempt ?? 1;
    const taken = takenBy(event.workflowTaskTimedOutEventAttributes?.startedEventId);
    switch (event.eventType) {
      case types.activityStarted:
        return attempt > 1 ? [`${at}: activity attempt ${attempt}`] : [];
      case types.activityTimedOut:
        return [`${at}: activity timed out`];
      case types.workflowTaskTimedOut:
        // Not taken by anybody, or by one that is only slow: nothing of ours was lost.
        return taken.includes(`/${workerPid}/`) ? [`${at}: workflow task lost`] : [];
      default:
        return [];
    }
  });
}
