import { type Edit, sources } from './variant.ts';

/** A change of a process that would break running ones, were it shipped as it is. */
export type Mutant = {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The file that is edited; the order's without. */
  readonly source?: string;
  /** A golden history under which it cannot pass, and the first event there that it does not cause. */
  readonly caughtBy: string;
  readonly recorded: string;
};

export const mutants: readonly Mutant[] = [
  {
    name: 'a step added: screening is looked at again',
    caughtBy: 'happy-path.step-by-step',
    recorded: 'MarkerRecorded of local activity reserveStock',
    edits: [
      {
        from: `return turns.step(() => steps.screenOrder(step('screen')));`,
        to: `return steps.screenOrder(step('screen')).then(() => steps.refreshOrder(step('again')));`,
      },
    ],
  },
  {
    name: 'a timer added before outside calls',
    source: sources.outside,
    caughtBy: 'happy-path.step-by-step',
    recorded: 'MarkerRecorded of local activity authorisePayment',
    edits: [
      { from: `import { isCancellation,`, to: `import { sleep, isCancellation,` },
      {
        from: `if (!tried) return await turns.step(() => atOnce[name](at, subject));`,
        to: `await sleep(1000);\n      if (!tried) return await atOnce[name](at, subject);`,
      },
    ],
  },
  {
    name: 'a step removed: no screening',
    caughtBy: 'happy-path',
    recorded: 'MarkerRecorded of local activity screenOrder',
    edits: [
      {
        from: `if (progress.status === 'received') return turns.step(() => steps.screenOrder(step('screen')));`,
        to: ``,
      },
    ],
  },
  {
    name: 'a step removed: a nudge is not looked at',
    caughtBy: 'happy-path',
    recorded: 'MarkerRecorded of local activity refreshOrder',
    edits: [{ from: `return turns.step(() => steps.refreshOrder(step('refresh')));`, to: `return progress;` }],
  },
  {
    name: 'a step removed: a deadline does nothing',
    caughtBy: 'hold-deadline',
    recorded: 'MarkerRecorded of local activity passDeadlines',
    edits: [{ from: `return atDeadline();`, to: `return progress;` }],
  },
  {
    name: 'a step removed: work that failed is not parked',
    caughtBy: 'intervention-retried',
    recorded: 'MarkerRecorded of local activity parkOrder',
    edits: [
      {
        from: `return park(work, reasonOf(error));`,
        to: `return { ...progress, due: [], detail: reasonOf(error) } as Progress;`,
      },
    ],
  },
  {
    name: 'a second try removed',
    source: sources.outside,
    caughtBy: 'provider-answers-late',
    recorded: 'ActivityTaskScheduled of authorisePayment',
    edits: [{ from: `return outlasting(() => patiently[name](at, subject));`, to: `throw new Error(name);` }],
  },
  {
    name: 'the timer removed',
    caughtBy: 'happy-path',
    recorded: 'TimerStarted of timer 1',
    edits: [
      { from: `if (until !== null) alarm.set(until);`, to: `` },
      { from: `(until !== null && !alarm.isSet())`, to: `false` },
    ],
  },
  {
    name: 'steps reordered: the patient try of an outside call before the quick one',
    source: sources.outside,
    caughtBy: 'happy-path.step-by-step',
    recorded: 'MarkerRecorded of local activity authorisePayment',
    edits: [
      {
        from: `if (!tried) return await turns.step(() => atOnce[name](at, subject));`,
        to: `return await patiently[name](at, subject);`,
      },
      { from: `return outlasting(() => patiently[name](at, subject));`, to: `return atOnce[name](at, subject);` },
    ],
  },
  {
    name: 'steps reordered: stock before screening',
    caughtBy: 'happy-path',
    recorded: 'MarkerRecorded of local activity screenOrder',
    edits: [
      {
        from: `return turns.step(() => steps.screenOrder(step('screen')));`,
        to: `return steps.reserveStock(step('reserve')).then(() => steps.screenOrder(step('screen')));`,
      },
    ],
  },
  {
    name: 'a step replaced: reserving by looking',
    caughtBy: 'happy-path.step-by-step',
    recorded: 'MarkerRecorded of local activity reserveStock',
    edits: [{ from: `steps.reserveStock(step('reserve', work))`, to: `steps.refreshOrder(step('reserve', work))` }],
  },
  {
    name: 'no continuing as new',
    caughtBy: 'continued-as-new.run-1',
    recorded: 'WorkflowExecutionContinuedAsNew',
    edits: [{ from: `workflowInfo().continueAsNewSuggested &&`, to: `workflowInfo().historyLength > 9_000_000 &&` }],
  },
];
