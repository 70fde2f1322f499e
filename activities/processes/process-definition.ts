import type { ProcessChange, ProcessStore } from '../../db/processes/change-process.ts';
import type { ProcessState } from '../../domain/processes/process.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** One kind of process as a worker runs it. */
export type ProcessDefinition<Facts extends ProcessState<Status>, Status extends string> = {
  readonly store: ProcessStore<Facts, Status>;
  /** Does everything whose time has come; doing it twice changes nothing the second time. */
  readonly advance: (change: ProcessChange<Facts>) => Promise<void>;
  /**
   * What the process owes to the outside, by kind of work: asks a provider, outside any transaction, and returns the change
   * that writes the answer. Throws what `outside-call.ts` makes: a refusal is final, no clear answer is tried again.
   */
  readonly work: Readonly<Record<string, OutsideWork<Facts>>>;
};

export type OutsideWork<Facts> = (
  deps: ActivityDeps,
  subject: string,
  triedBefore: boolean,
) => Promise<(change: ProcessChange<Facts>) => Promise<void>>;

/** A definition with its types erased: what a table of kinds holds. */
export type AnyProcessDefinition = ProcessDefinition<ProcessState<string>, string>;

/** Facts and statuses stay together inside the definition; the table only passes them through. */
export function defineProcess<Facts extends ProcessState<Status>, Status extends string>(
  definition: ProcessDefinition<Facts, Status>,
): AnyProcessDefinition {
  return definition as unknown as AnyProcessDefinition;
}
