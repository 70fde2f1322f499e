import type Stripe from 'stripe';
import type { ProviderPaymentState } from '../../domain/payments/provider-states.ts';
import type { Answer } from '../answer.ts';
import type { FoundPayment, RefundAtProvider } from './port.ts';
import { paymentOf, paymentTag, refundStateOf, refundTag } from './stripe-intent.ts';

/**
 * Stripe's search index follows its book by up to a minute ("Don't use search for read-after-write flows"). A null
 * from search alone would leave a live authorisation behind, so intents younger than this are listed as well.
 */
const searchLagSeconds = 300;
/** At most 1,000 young intents are looked through; a shop with more in five minutes is told that the null is not complete. */
const youngPages = 10;
const pageSize = 100;

/** More than one intent carries a reference only when Stripe forgot a key (after 24 hours): where money is, counts. */
const weight: Readonly<Record<ProviderPaymentState, number>> = {
  captured: 5,
  authorised: 4,
  processing: 3,
  expired: 2,
  voided: 1,
  declined: 0,
};

export async function findPayment(stripe: Stripe, reference: string): Promise<Answer<FoundPayment>> {
  const searched = await stripe.paymentIntents.search({ query: `metadata['${paymentTag}']:'${quoted(reference)}'` });
  const known = searched.data.map((intent) => intent.id);
  const ids = known.length > 0 ? known : await idsAmongYoung(stripe, reference);
  if (ids === null) return { kind: 'done', payment: null, complete: false };
  // The index may be stale: each hit is read again from the book.
  const intents = await Promise.all(ids.map((id) => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })));
  const payments = intents.map(paymentOf).sort((a, b) => weight[b.state] - weight[a.state]);
  return { kind: 'done', payment: payments[0] ?? null, complete: true };
}

/** Null when there are too many to tell. */
async function idsAmongYoung(stripe: Stripe, reference: string): Promise<string[] | null> {
  const since = Math.floor(Date.now() / 1000) - searchLagSeconds;
  const found: string[] = [];
  let seen = 0;
  for await (const intent of stripe.paymentIntents.list({ created: { gte: since }, limit: pageSize })) {
    if (intent.metadata[paymentTag] === reference) found.push(intent.id);
    seen += 1;
    if (seen >= youngPages * pageSize && found.length === 0) return null;
  }
  return found;
}

/** Refunds of one payment are listed from the book itself, without lag. */
export async function findRefundOf(
  stripe: Stripe,
  providerRef: string,
  reference: string,
): Promise<Answer<{ readonly refund: RefundAtProvider | null }>> {
  let failed: RefundAtProvider | null = null;
  for await (const refund of stripe.refunds.list({ payment_intent: providerRef, limit: pageSize })) {
    if (refund.metadata?.[refundTag] !== reference) continue;
    const found = { refundRef: refund.id, state: refundStateOf(refund.status) };
    if (found.state !== 'failed') return { kind: 'done', refund: found };
    failed ??= found;
  }
  return { kind: 'done', refund: failed };
}

function quoted(reference: string): string {
  return reference.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
