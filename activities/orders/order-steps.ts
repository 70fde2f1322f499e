import type { Database } from '../../db/pool.ts';
import type { CommandVerdict } from '../../domain/commands/outcome.ts';
import type { Work } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import type { ReservationBatcher } from '../inventory/reservation-batcher.ts';
import { applyCommand } from './apply-command.ts';
import type { StepInput } from './order-step.ts';
import { parkOrder } from './park-order.ts';
import { passDeadlines } from './pass-deadlines.ts';
import { refreshOrder } from './refresh-order.ts';
import { reserveStock } from './reserve-stock.ts';
import { screenOrder } from './screen-order.ts';

export type OrderStepDeps = { readonly database: Database; readonly reservations: ReservationBatcher };

type Step = (input: StepInput) => Promise<Progress>;

/** Steps that touch only our own database: local activities of the order's process. */
export type OrderSteps = Record<'screenOrder' | 'reserveStock' | 'refreshOrder' | 'passDeadlines', Step> & {
  applyCommand(input: StepInput, commandId: string): Promise<{ progress: Progress; verdict: CommandVerdict }>;
  parkOrder(input: StepInput, failed: Work & { readonly code: string; readonly detail: string }): Promise<Progress>;
};

export function createOrderSteps({ database, reservations }: OrderStepDeps): OrderSteps {
  return {
    screenOrder: (input) => screenOrder(database, input),
    reserveStock: (input) => reserveStock({ database, reservations }, input),
    refreshOrder: (input) => refreshOrder(database, input),
    passDeadlines: (input) => passDeadlines(database, input),
    applyCommand: (input, commandId) => applyCommand(database, input, commandId),
    parkOrder: (input, failed) => parkOrder(database, input, failed),
  };
}
