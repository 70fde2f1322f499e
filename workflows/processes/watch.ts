import type { ProcessProgress } from '../../domain/processes/process.ts';

/** At most one at a time: an activity that looks at the process by itself, and ends when the workflow has something to do. */
export function createWatch(begun: () => Promise<ProcessProgress>) {
  let on = false;
  let seen: ProcessProgress | null = null;

  function start(): void {
    on = true;
    void begun()
      .then(
        (progress) => {
          seen = progress;
        },
        () => undefined, // cancelled with the workflow: whoever waits looks for themselves
      )
      .finally(() => {
        on = false;
      });
  }

  return {
    start,
    isOn: (): boolean => on,
    /** What it ended with, once. */
    take(): ProcessProgress | null {
      const taken = seen;
      seen = null;
      return taken;
    },
  };
}
