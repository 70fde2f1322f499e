import type { Edit } from './variant.ts';

/** The new code looks at every order once more after each step: running orders must not notice what they have passed. */
export const patched: readonly Edit[] = [
  // Under another name: the code of today may guard something itself.
  { from: `  isCancellation,\n`, to: `  isCancellation,\n  patched as guarded,\n` },
  {
    from: `progress = newest(progress, stepped);`,
    to: `progress = newest(progress, stepped);
    if (guarded('second-look')) {
      const looked = await turns.step(() => steps.refreshOrder(step('second-look')));
      progress = newest(progress, looked);
    }`,
  },
];
/** The same without the guard: what must never be shipped. */
export const unguarded: readonly Edit[] = [
  {
    from: `progress = newest(progress, stepped);`,
    to: `progress = newest(progress, stepped);
    const looked = await turns.step(() => steps.refreshOrder(step('second-look')));
    progress = newest(progress, looked);`,
  },
];
