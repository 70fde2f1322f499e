import { CancellationScope, sleep } from '@temporalio/workflow';

/**
 * At most one timer per process. Another instant replaces the timer (two events); letting the earlier one ring and
 * looking again was measured at five.
 */
export function createAlarm() {
  let ringsAt: number | null = null;
  let scope: CancellationScope | undefined;

  function set(at: number): void {
    if (ringsAt === at) return;
    scope?.cancel();
    ringsAt = at;
    scope = new CancellationScope({ cancellable: true });
    const mine = scope;
    void mine
      .run(() => sleep(Math.max(1, at - Date.now())))
      .then(
        () => {
          if (scope === mine) ringsAt = null;
        },
        () => undefined, // replaced, or the workflow is closing
      );
  }

  return { set, isSet: (): boolean => ringsAt !== null };
}
