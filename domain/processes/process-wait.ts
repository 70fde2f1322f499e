import type { Text } from '../orders/wording.ts';

/** What a process waits for, who may move it, and the next move in words. */
export type ProcessWait = { readonly for: string; readonly who: readonly string[]; readonly message: Text };

export const wait = (reason: string, who: readonly string[], [en, fr]: readonly [string, string]): ProcessWait => ({
  for: reason,
  who,
  message: { en, fr },
});
