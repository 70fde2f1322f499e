import type { Stage } from './stage.ts';

/** One way through the life of an order. Its golden history is `<name>.json`. */
export type Story = {
  readonly name: string;
  /** Plays it to the end of the order's process and resolves with the order's id. */
  readonly play: (stage: Stage) => Promise<string>;
};
