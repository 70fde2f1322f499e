/** The contract of an order's process: what may be sent to it and what it takes. Names here never change meaning. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CommandVerdict } from '../../domain/commands/outcome.ts';
import type { OrderCommandKind } from '../../domain/orders/order-commands.ts';
import type { Progress } from '../../domain/orders/progress.ts';

export type OrderInput = {
  readonly orderId: string;
  /** Attempts at one outside call before a person is asked, and the first pause between them. */
  readonly outsideAttempts: number;
  readonly outsideBackoffMs: number;
  /** Set when a long history continues as a new run. */
  readonly carried?: { readonly progress: Progress; readonly revision: number };
};

/** Answers once the command's row has its outcome. */
export const commandUpdate = defineUpdate<CommandVerdict, [{ commandId: string; kind: OrderCommandKind }]>('command');
/** Only says "look again": losing it costs time, never data. */
export const nudgeSignal = defineSignal('nudge');
export const progressQuery = defineQuery<Progress>('progress');
