import type { Edit } from './variant.ts';

/** The new code looks at every order once more after each step: running orders must not notice what they have passed. */
export const patched: readonly Edit[] = [
  { from: `  isCancellation,\n`, to: `  isCancellation,\n  patched,\n` },
  {
    from: `progress = newest(progress, stepped);`,
    to: `progress = newest(progress, stepped);
    if (patched('second-look')) progress = newest(progress, await steps.refreshOrder(step('second-look')));`,
  },
];
/** The same without the guard: what must never be shipped. */
export const unguarded: readonly Edit[] = [
  {
    from: `progress = newest(progress, stepped);`,
    to: `progress = newest(progress, stepped);
    progress = newest(progress, await steps.refreshOrder(step('second-look')));`,
  },
];
