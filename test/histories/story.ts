import type { Stage } from './stage.ts';

/** One way through the life of an order, or of a process of a customer's. Its golden history is `<name>.json`. */
export type Story = {
  readonly name: string;
  /** Plays it to the end of its process and resolves with the id of the order or process. */
  readonly play: (stage: Stage) => Promise<string>;
};
