import { ApplicationFailure, Context } from '@temporalio/activity';
import { databaseAway } from '../../db/database-errors.ts';
import { DATABASE_AWAY, type WorkKind } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { authorisePayment } from './authorise-payment.ts';
import { buyLabel } from './buy-label.ts';
import { capturePayment } from './capture-payment.ts';
import type { StepInput } from './order-step.ts';
import { RefusedByProvider } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';
import { parkOrder } from './park-order.ts';
import { submitRefund } from './submit-refund.ts';
import { voidLabel } from './void-label.ts';
import { voidPayment } from './void-payment.ts';

type OutsideStep = (input: StepInput, subject: string) => Promise<Progress>;

/** Steps that call payment or carrier, each ending in one transaction: first as local activities, then as regular ones. */
export type OutsideSteps = Record<
  'authorisePayment' | 'capturePayment' | 'voidPayment' | 'submitRefund' | 'buyLabel' | 'voidLabel',
  OutsideStep
>;

/** The workflow tries once as a local activity; a regular one runs only after that. */
function triedBefore(): boolean {
  const { isLocal, attempt } = Context.current().info;
  return !isLocal || attempt > 1;
}

export function createOutsideSteps(given: Omit<OutsideDeps, 'triedBefore'>): OutsideSteps {
  const deps: OutsideDeps = { ...given, triedBefore };
  const parking = (kind: WorkKind, step: (deps: OutsideDeps, input: StepInput, subject: string) => Promise<Progress>) =>
    waitingForDatabase(parkWhereRefused(deps, kind, (input, subject) => step(deps, input, subject)));
  return {
    authorisePayment: parking('authorise', authorisePayment),
    capturePayment: parking('capture', capturePayment),
    voidPayment: parking('void_payment', voidPayment),
    submitRefund: parking('refund', submitRefund),
    buyLabel: parking('buy_label', buyLabel),
    voidLabel: parking('void_label', voidLabel),
  };
}

/**
 * A clear no parks the order within the step, under the step's own key. So the provider's words, which may quote an
 * address, go to Postgres and never through the process into its history.
 */
function parkWhereRefused({ database }: OutsideDeps, kind: WorkKind, step: OutsideStep): OutsideStep {
  return async (input, subject) => {
    try {
      return await step(input, subject);
    } catch (error) {
      if (!(error instanceof RefusedByProvider)) throw error;
      return parkOrder(database, input, { kind, subject, code: error.code, detail: error.message });
    }
  };
}

/** Our own database is no vendor: its silence is waited out and is no reason to ask a person. */
function waitingForDatabase(step: OutsideStep): OutsideStep {
  return async (input, subject) => {
    try {
      return await step(input, subject);
    } catch (error) {
      if (!databaseAway(error)) throw error;
      throw ApplicationFailure.create({
        type: DATABASE_AWAY,
        message: 'The database did not answer',
        nonRetryable: false,
      });
    }
  };
}
