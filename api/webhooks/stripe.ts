import type { OrderChange } from '../../db/orders/change-order.ts';
import {
  applyPaymentReport,
  applyRefundReport,
  findPaymentOf,
  tellClaimOfRefund,
} from '../../db/payments/apply-report.ts';
import { applyDispute } from '../../db/payments/record-capture.ts';
import type { PaymentEvent } from '../../providers/payment/payment-event.ts';
import type { ApiDeps } from '../deps.ts';
import { refuse } from '../problem.ts';
import { takeIn } from './take-in.ts';

/** What the payment provider says by itself. Throws a refusal for what is forged or unreadable; what is not ours is left. */
export async function takePaymentEvent(deps: ApiDeps, rawBody: Buffer, signature: string | undefined): Promise<void> {
  const event = deps.payments.parseWebhook(rawBody, signature);
  if (event.kind === 'forged') throw refuse('webhook_forged');
  if (event.kind === 'malformed') throw refuse('webhook_malformed', { why: event.reason });
  if (event.kind === 'ignored') return;
  const reference = event.kind === 'payment' ? event.paymentReference : null;
  const { id, type, occurredAt } = event;
  const stored = { provider: 'stripe' as const, id, type, occurredAt, payload: withoutHead(event) };
  const taken = await takeIn(deps, {
    event: stored,
    // A refund may belong to a claim, whose row is locked before the order's.
    alone: event.kind === 'refund',
    find: async (tx) => {
      if (event.kind === 'refund' && event.refundReference !== null) await tellClaimOfRefund(tx, event.refundReference);
      return findPaymentOf(tx, { reference, providerRef: event.providerRef });
    },
    apply: (change, payment) => apply(change, payment, event),
  });
  if (taken === 'not_ours') deps.logger.info({ event: id, type }, 'a payment event about nothing of ours');
}

async function apply(change: OrderChange, paymentId: string, event: PaymentEvent): Promise<boolean> {
  switch (event.kind) {
    case 'payment':
      return applyPaymentReport(change, { ...event, paymentId });
    case 'refund':
      if (event.refundReference === null) return false;
      return applyRefundReport(change, { ...event, refundId: event.refundReference });
    case 'dispute':
      return applyDispute(change, { ...event, paymentId });
    default:
      return assertNever(event);
  }
}

/** References, states and amounts; the provider's own document stays with the provider. */
function withoutHead({ id: _id, type: _type, occurredAt: _at, ...rest }: PaymentEvent) {
  return rest;
}

function assertNever(value: never): never {
  throw new Error(`unknown payment event ${JSON.stringify(value)}`);
}
