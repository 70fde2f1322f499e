/** The contract of every process of a customer's life. Names here never change meaning. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ProcessProgress } from '../../domain/processes/process.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';

export type ProcessInput = {
  readonly kind: ProcessKind;
  readonly id: string;
  /** Set when a long history continues as a new run. */
  readonly revision?: number;
};

/** Only says "look again": losing it costs time, never data. */
export const nudgeProcessSignal = defineSignal('nudge');
export const processProgressQuery = defineQuery<ProcessProgress | null>('progress');
