import type { Refusal } from '../errors/error-codes.ts';

/** What came of a command; its answer for ever. */
export type CommandOutcome =
  | { readonly result: 'done'; readonly details: Readonly<Record<string, unknown>> }
  | ({ readonly result: 'refused' } & Refusal);

/** All that a process and its history know of an outcome: the details may name people and stay in the command's row. */
export type CommandVerdict = CommandOutcome['result'];
