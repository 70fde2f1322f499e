/** What a payment becomes when the provider reports on it, in any order of reports and beside our own steps. */
import { canMovePayment, type PaymentState } from './payment-states.ts';
import type { ProviderPaymentState } from './provider-states.ts';

/** The state to move to, or null when the report tells nothing new. */
export function afterReport(current: PaymentState, reported: ProviderPaymentState): PaymentState | null {
  const wanted = wantedAfter(current, reported);
  return wanted !== null && canMovePayment(current, wanted) ? wanted : null;
}

function wantedAfter(current: PaymentState, reported: ProviderPaymentState): PaymentState | null {
  switch (reported) {
    case 'authorised':
      // We gave it up while its answer was lost: the money must not stay blocked.
      return current === 'voided' || current === 'declined' ? 'voiding' : null;
    case 'captured':
      return current === 'captured' ? null : 'captured';
    case 'voided':
      return current === 'authorised' || current === 'voiding' ? 'voided' : null;
    case 'expired':
      return current === 'authorised' ? 'expired' : null;
    case 'declined':
    case 'processing':
      return null; // the step that asked gets this answer itself
    default:
      return assertNever(reported);
  }
}

function assertNever(value: never): never {
  throw new Error(`unknown report ${String(value)}`);
}
