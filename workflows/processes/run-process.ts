/** The life of a process whose commands are decided in the database: it wakes up at its next instant, or when it is nudged. */
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { ProcessOutsideSteps, ProcessSteps, ProcessWatch } from '../../activities/processes/process-steps.ts';
import { outsideTimeouts } from '../../domain/outside-timeouts.ts';
import type { ProcessProgress, ProcessWork } from '../../domain/processes/process.ts';
import { stepTimeouts } from '../../domain/step-timeouts.ts';
import { createAlarm } from '../alarm.ts';
import { isFinal, reasonOf } from '../failed-step.ts';
import { nudgeProcessSignal, type ProcessInput, processProgressQuery } from './messages.ts';
import { createWatch } from './watch.ts';

/** Short transactions on our own database: tried until it answers. */
const steps = proxyLocalActivities<ProcessSteps>({
  startToCloseTimeout: stepTimeouts.stepMs,
  localRetryThreshold: '30s',
  retry: { initialInterval: '100ms', maximumInterval: '20s' },
});

/** Calls to the outside: once at once, then patiently. */
const atOnce = proxyLocalActivities<ProcessOutsideSteps>({
  startToCloseTimeout: outsideTimeouts.firstTryMs,
  retry: { maximumAttempts: 1 },
});
const patiently = proxyActivities<ProcessOutsideSteps>({
  startToCloseTimeout: outsideTimeouts.laterTryMs,
  heartbeatTimeout: '15s', // a worker that died is noticed before a slow vendor is given up
  retry: { initialInterval: '2s', maximumInterval: '10m', maximumAttempts: 10 },
});

/** Looks at each next instant, for as long as only time passes: a timed look costs six events of history, an attempt none. */
const watcher = proxyActivities<ProcessWatch>({
  startToCloseTimeout: stepTimeouts.stepMs,
  retry: { initialInterval: '100ms', maximumInterval: '20s' },
});

export async function runProcess(input: ProcessInput): Promise<string> {
  const { kind, id } = input;
  const alarm = createAlarm();
  const watch = createWatch(() => watcher.watchProcess(step('watch')));
  let revision = input.revision ?? 0;
  let progress: ProcessProgress | null = null;
  let nudged = false;

  // A run of its own begins where a process was started once more or reset: what was answered then is no answer now. What a
  // step has done it finds in the facts.
  const { runId } = workflowInfo();
  const step = (name: string) => ({
    kind,
    id,
    key: `${kind}/${id}/${runId}/${name}/${++revision}`,
    now: Date.now(),
  });

  setHandler(processProgressQuery, () => progress);
  setHandler(nudgeProcessSignal, () => {
    nudged = true;
  });

  for (;;) {
    const seen = watch.take();
    const current = seen !== null && !nudged && seen.version >= (progress?.version ?? 0);
    nudged = false;
    if (current) progress = seen;
    else progress = await steps.advanceProcess(step('advance'));
    while (progress.due.length > 0) progress = await workOff(progress.due);
    if (progress.closed) break;
    await wakeUp(progress);
    if (workflowInfo().continueAsNewSuggested && allHandlersFinished()) {
      await continueAsNew<typeof runProcess>({ ...input, revision });
    }
  }
  await condition(allHandlersFinished);
  return progress.status;

  async function workOff(due: readonly ProcessWork[]): Promise<ProcessProgress> {
    const results = await Promise.all(due.map(attempt));
    return results.reduce((a, b) => (b.version >= a.version ? b : a));
  }

  async function attempt(work: ProcessWork): Promise<ProcessProgress> {
    const at = step(work.kind);
    try {
      return await atOnce.doProcessWork(at, work).catch((error) => {
        if (isCancellation(error) || isFinal(error)) throw error;
        return patiently.doProcessWork(at, work);
      });
    } catch (error) {
      if (isCancellation(error)) throw error;
      return steps.parkProcessWork(step('park'), { ...work, ...reasonOf(error) });
    }
  }

  /** Until it is nudged, its instant has come, or the watch has ended. A watch that looks in time needs no timer. */
  async function wakeUp({ until, watched, watchedAt }: ProcessProgress): Promise<void> {
    if (nudged || (until !== null && until <= Date.now())) return;
    const begins = watched && !watch.isOn();
    if (begins) watch.start();
    const watching = watch.isOn();
    const looksInTime = begins || (watching && until !== null && watchedAt !== null && watchedAt <= until);
    if (until !== null && !looksInTime) alarm.set(until);
    const rung = (): boolean => until !== null && !looksInTime && !alarm.isSet();
    await condition(() => nudged || rung() || (watching && !watch.isOn()));
  }
}
