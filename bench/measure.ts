import type { Figure } from './figures.ts';
import type { Stand } from './stand.ts';

/** One question about speed, answered with figures. */
export type Measure = {
  readonly name: string;
  readonly title: string;
  /** Whether it also runs under --quick, with fewer and shorter rounds. */
  readonly quick: boolean;
  readonly run: (stand: Stand) => Promise<readonly Figure[]>;
};
