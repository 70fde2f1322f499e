import type { Client } from '@temporalio/client';

/** Numbers of temporal.api.enums.v1.EventType. */
const types = {
  started: 1,
  workflowTaskScheduled: 5,
  activityScheduled: 10,
  timerStarted: 17,
  signaled: 26,
  markerRecorded: 25,
  updateAccepted: 41,
} as const;

export type HistoryCount = {
  readonly events: number;
  readonly workflowTasks: number;
  /** Billable actions: start, activities, runs of local activities per task, timers, signals, updates. */
  readonly actions: number;
};

/** What a workflow cost, counted from its real history. */
export async function countHistory(client: Client, workflowId: string): Promise<HistoryCount> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const list = events ?? [];
  const count = (type: number) => list.filter((event) => event.eventType === type).length;
  return {
    events: list.length,
    workflowTasks: count(types.workflowTaskScheduled),
    actions:
      count(types.started) +
      count(types.activityScheduled) +
      count(types.timerStarted) +
      count(types.signaled) +
      count(types.updateAccepted) +
      tasksWithMarkers(list.map((event) => Number(event.eventType))),
  };
}

/** All local activities of one workflow task are one action. */
function tasksWithMarkers(sequence: readonly number[]): number {
  const taskCompleted = 7;
  let tasks = 0;
  let counted = false;
  for (const type of sequence) {
    if (type === taskCompleted) counted = false;
    if (type === types.markerRecorded && !counted) {
      tasks += 1;
      counted = true;
    }
  }
  return tasks;
}
