import type { Client } from '@temporalio/client';

/** Numbers of temporal.api.enums.v1.EventType. */
const types = {
  started: 1,
  workflowTaskScheduled: 5,
  activityScheduled: 10,
  timerStarted: 17,
  timerFired: 18,
  timerCanceled: 20,
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

/** What a workflow waits with, and how much has happened to it so far. */
export async function countTimers(client: Client, workflowId: string) {
  const handle = client.workflow.getHandle(workflowId);
  const [{ events }, { raw }] = await Promise.all([handle.fetchHistory(), handle.describe()]);
  const count = (type: number) => events?.filter((event) => event.eventType === type).length ?? 0;
  return {
    events: events?.length ?? 0,
    workflowTasks: count(types.workflowTaskScheduled),
    outstanding: count(types.timerStarted) - count(types.timerFired) - count(types.timerCanceled),
    pendingActivities: raw.pendingActivities?.length ?? 0,
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
