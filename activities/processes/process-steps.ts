import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { sql } from 'drizzle-orm';
import { findEffect, recordEffect } from '../../db/effects/effects.ts';
import { changeProcess, type ProcessChange } from '../../db/processes/change-process.ts';
import { stuckWork } from '../../db/schema/processes.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import {
  nextWatch,
  type ProcessProgress,
  type ProcessState,
  type ProcessWork,
} from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import type { AnyProcessDefinition } from './process-definition.ts';

/** What the workflow gives every step: ids, a key of this step in this run, and process time (epoch ms). */
export type ProcessStepInput = {
  readonly kind: ProcessKind;
  readonly id: string;
  readonly key: string;
  readonly now: number;
};

export type ProcessSteps = {
  /** Does everything whose time has come and says where the process stands. */
  advanceProcess(input: ProcessStepInput): Promise<ProcessProgress>;
  /** Work that failed for good waits for a person. */
  parkProcessWork(
    input: ProcessStepInput,
    failed: ProcessWork & { readonly code: string; readonly detail: string },
  ): Promise<ProcessProgress>;
};

export type ProcessOutsideSteps = {
  doProcessWork(input: ProcessStepInput, work: ProcessWork): Promise<ProcessProgress>;
};

const engine = 'parcours';

export type ProcessWatch = {
  /**
   * Looks, and again at each next instant, as attempts of one activity, until the workflow itself has something to do: says
   * then where the process stands. Attempts stand in no history. Its lost answer is one more look.
   */
  watchProcess(input: ProcessStepInput): Promise<ProcessProgress>;
};

type Definitions = Readonly<Partial<Record<ProcessKind, AnyProcessDefinition>>>;

export function createProcessSteps(
  deps: ActivityDeps,
  definitions: Definitions,
): ProcessSteps & ProcessOutsideSteps & ProcessWatch {
  function definitionOf(kind: ProcessKind): AnyProcessDefinition {
    const definition = definitions[kind];
    if (!definition) throw new Error(`this worker runs no ${kind}`);
    return definition;
  }

  /** One step in one transaction; a second attempt under the same key returns what the first one stored. */
  function runStep(
    input: ProcessStepInput,
    change: (change: ProcessChange<ProcessState>) => Promise<void>,
    check: (progress: ProcessProgress) => void = () => undefined,
  ) {
    const step = async (tx: Tx): Promise<ProcessProgress> => {
      const earlier = await findEffect(tx, input.key);
      if (earlier) return earlier.result as ProcessProgress; // written by this very function
      const options = { id: input.id, now: input.now, actor: engine, byWorkflow: true, held: true };
      const { progress } = await changeProcess(tx, definitionOf(input.kind).store, options, change);
      check(progress);
      await recordEffect(tx, { key: input.key, digest: input.id, result: progress });
      return progress;
    };
    return inTransaction(deps.database, step, { holding: { table: 'processes', id: input.id } });
  }

  /** What is owed by the facts under the lock: another life of the process, under another key, may have done it meanwhile. */
  function whereOwed(
    processKind: ProcessKind,
    work: ProcessWork,
    write: (change: ProcessChange<ProcessState>) => Promise<void>,
  ) {
    return async (change: ProcessChange<ProcessState>): Promise<void> => {
      const owed = definitionOf(processKind).store.dueWork?.(change.facts) ?? [];
      if (holds(owed, work)) await write(change);
    };
  }

  /** No key: a look that is repeated finds done what was done. */
  function look({ kind, id }: ProcessStepInput, now: number): Promise<ProcessProgress> {
    const { store, advance } = definitionOf(kind);
    const options = { id, now, actor: engine, byWorkflow: true, byWatch: true };
    return inTransaction(deps.database, async (tx) => (await changeProcess(tx, store, options, advance)).progress);
  }

  return {
    watchProcess: async (input) => {
      const now = await deps.now();
      const progress = await look(input, now);
      const next = nextWatch(progress);
      if (next === null) return progress;
      throw ApplicationFailure.create({
        message: 'nothing to do until the next instant',
        type: 'looks_again',
        nextRetryDelay: Math.max(1, next - now),
        category: ApplicationFailureCategory.BENIGN,
      });
    },
    advanceProcess: (input) => runStep(input, (change) => definitionOf(input.kind).advance(change)),
    doProcessWork: async (input, work) => {
      const { isLocal, attempt } = Context.current().info;
      const ask = definitionOf(input.kind).work[work.kind];
      if (!ask) throw new Error(`a ${input.kind} knows no work ${work.kind}`);
      const write = await ask(deps, work.subject, !isLocal || attempt > 1);
      return runStep(input, whereOwed(input.kind, work, write), ({ due }) => {
        if (holds(due, work)) throw leftUndone();
      });
    },
    parkProcessWork: (input, failed) =>
      runStep(
        input,
        whereOwed(input.kind, failed, (change) => park(change, failed)),
      ),
  };
}

const holds = (all: readonly ProcessWork[], { kind, subject }: ProcessWork): boolean =>
  all.some((work) => work.kind === kind && work.subject === subject);

/** Later it may be different; without a pause it would be due again at once, for ever. */
const leftUndone = () => ApplicationFailure.retryable('It was done, and is owed still', 'left_undone');

async function park(
  { tx, facts, now, record }: ProcessChange<ProcessState>,
  { kind, subject, code, detail }: ProcessWork & { code: string; detail: string },
): Promise<void> {
  await tx
    .insert(stuckWork)
    .values({
      processId: facts.id,
      no: sql`(select coalesce(max(no), 0) + 1 from stuck_work where process_id = ${facts.id})`,
      work: kind,
      subject,
      code,
      // A provider's words about somebody who is erased are not kept.
      detail: sql`case when exists (
        select 1 from customers where id = customer_now(${facts.customerId}) and lifecycle = 'erased') then 'erased' else ${detail} end`,
      raisedAt: new Date(now),
    })
    .onConflictDoNothing();
  record('process.parked', { work: kind, subject, code });
}
