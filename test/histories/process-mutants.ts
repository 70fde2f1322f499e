import type { Mutant } from './mutants.ts';
import { sources } from './variant.ts';

const source = sources.process;

/** Changes of the customer's processes that would break running ones, were they shipped as they are. */
export const processMutants: readonly Mutant[] = [
  {
    name: 'a step added to a process: it is looked at twice',
    caughtBy: 'case-happy-path',
    recorded: 'TimerStarted of timer 1',
    source,
    edits: [
      {
        from: `progress = await steps.advanceProcess(step('advance'));`,
        to: `progress = await steps.advanceProcess(step('advance'));\n    progress = await steps.advanceProcess(step('again'));`,
      },
    ],
  },
  {
    name: 'a timer added before a process calls outside',
    caughtBy: 'claim-auto-approved',
    recorded: 'MarkerRecorded of local activity doProcessWork',
    source,
    edits: [
      { from: `  setHandler,\n`, to: `  setHandler,\n  sleep,\n` },
      {
        from: `return await atOnce.doProcessWork(at, work)`,
        to: `await sleep(1000);\n      return await atOnce.doProcessWork(at, work)`,
      },
    ],
  },
  {
    name: 'a step removed from a process: what it owes is not done',
    caughtBy: 'claim-auto-approved',
    recorded: 'MarkerRecorded of local activity doProcessWork',
    source,
    edits: [{ from: `while (progress.due.length > 0) progress = await workOff(progress.due);`, to: `void workOff;` }],
  },
  {
    name: 'a step removed from a process: a nudge is not looked at',
    caughtBy: 'case-happy-path',
    recorded: 'MarkerRecorded of local activity advanceProcess',
    source,
    edits: [{ from: `    nudged = true;`, to: `    nudged = false;` }],
  },
  {
    name: 'a step removed from a process: work that failed is not parked',
    caughtBy: 'claim-refund-refused',
    recorded: 'MarkerRecorded of local activity parkProcessWork',
    source,
    edits: [
      {
        from: `return steps.parkProcessWork(step('park'), { ...work, ...reasonOf(error) });`,
        to: `return { ...progress, due: [], detail: reasonOf(error) } as unknown as ProcessProgress;`,
      },
    ],
  },
  {
    name: 'a second try removed from a process',
    caughtBy: 'claim-provider-answers-late',
    recorded: 'ActivityTaskScheduled of doProcessWork',
    source,
    edits: [{ from: `return patiently.doProcessWork(at, work);`, to: `throw error;` }],
  },
  {
    name: 'the watch of a process removed',
    caughtBy: 'case-paused-then-reopened',
    recorded: 'ActivityTaskScheduled of watchProcess',
    source,
    edits: [{ from: `if (begins) watch.start();`, to: `` }],
  },
  {
    name: 'the timer of a process removed',
    caughtBy: 'case-happy-path',
    recorded: 'TimerStarted of timer 1',
    source,
    edits: [
      { from: `if (until !== null && !looksInTime) alarm.set(until);`, to: `` },
      { from: `until !== null && !looksInTime && !alarm.isSet()`, to: `false` },
    ],
  },
  {
    name: 'steps of a process reordered: the patient try of an outside call before the quick one',
    caughtBy: 'claim-auto-approved',
    recorded: 'MarkerRecorded of local activity doProcessWork',
    source,
    edits: [
      { from: `return await atOnce.doProcessWork(at, work)`, to: `return await patiently.doProcessWork(at, work)` },
      { from: `return patiently.doProcessWork(at, work);`, to: `return atOnce.doProcessWork(at, work);` },
    ],
  },
  {
    name: 'steps of a process reordered: it parks what it owes before it tries',
    caughtBy: 'claim-auto-approved',
    recorded: 'MarkerRecorded of local activity doProcessWork',
    source,
    edits: [
      {
        from: `return await atOnce.doProcessWork(at, work)`,
        to: `await steps.parkProcessWork(step('park'), { ...work, code: '', detail: '' });\n      return await atOnce.doProcessWork(at, work)`,
      },
    ],
  },
  {
    name: 'no continuing of a process as new',
    caughtBy: 'case-continued-as-new.run-1',
    recorded: 'WorkflowExecutionContinuedAsNew',
    source,
    edits: [{ from: `workflowInfo().continueAsNewSuggested &&`, to: `workflowInfo().historyLength > 9_000_000 &&` }],
  },
];
