import { type Client, ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy } from '@temporalio/client';
import type { PolicyProfile } from '../domain/orders/order-policy.ts';
import { schedules } from '../workflows/upkeep/schedules.ts';

/** Creates the upkeep schedules or brings their periods up to date; safe when many workers start at once. */
export async function ensureSchedules(client: Client, taskQueue: string, profile: PolicyProfile): Promise<void> {
  for (const { id, workflow, everySeconds } of schedules) {
    const spec = { intervals: [{ every: `${everySeconds[profile]}s` as const }] };
    const action = {
      type: 'startWorkflow' as const,
      workflowType: workflow,
      workflowId: id,
      taskQueue,
      args: [],
      workflowExecutionTimeout: '30m' as const,
    };
    const policies = { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' as const };
    try {
      await client.schedule.create({ scheduleId: id, spec, action, policies });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await client.schedule.getHandle(id).update((previous) => ({ ...previous, spec, action, policies }));
    }
  }
}

/** Those of ours that a namespace does not have: nobody sweeps, polls or audits there. */
export async function missingSchedules(client: Client): Promise<readonly string[]> {
  const ids = new Set(schedules.map(({ id }) => id));
  for (const id of ids) {
    const found = await client.schedule
      .getHandle(id)
      .describe()
      .catch((error: unknown) => {
        if (error instanceof ScheduleNotFoundError) return null;
        throw error;
      });
    if (found) ids.delete(id);
  }
  return [...ids];
}
