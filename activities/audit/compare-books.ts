import type { Finding } from '../../db/audit/finding.ts';
import { inPages } from '../../db/audit/pages.ts';
import type { Database } from '../../db/pool.ts';
import type { Answer } from '../../providers/answer.ts';
import type { CarrierProvider } from '../../providers/carrier/port.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { labelDifference, paymentDifference, refundDifference } from './book-differences.ts';
import { type BookedParcel, type BookedPayment, bookedParcels, bookedPayments } from './booked-rows.ts';
import { eachOf } from './each-of.ts';

export type BookDeps = {
  readonly database: Database;
  readonly payments: Pick<PaymentProvider, 'find' | 'findRefund'>;
  readonly carrier: Pick<CarrierProvider, 'find'>;
};

export type BookOptions = {
  /** Only orders that something happened to since then; without, all of them. */
  readonly changedSince?: Date | undefined;
  /** Calls to a provider at a time. */
  readonly concurrency?: number | undefined;
};

const rowsPerPage = 200;

/**
 * I4: asks the providers about every card payment, refund and label of ours, and tells where their books differ. What
 * changes while it is asked is asked again once. A provider that does not answer is a finding too: nothing was compared.
 */
export async function compareBooks(deps: BookDeps, options: BookOptions = {}): Promise<Finding[]> {
  const { changedSince, concurrency = 4 } = options;
  const { database } = deps;
  const payments = inPages((after) => bookedPayments(database, { after, limit: rowsPerPage, changedSince }));
  const parcels = inPages((after) => bookedParcels(database, { after, limit: rowsPerPage, changedSince }));
  const ofPayments = await eachOf(payments, concurrency, (payment) => comparePayment(deps, payment));
  const ofParcels = await eachOf(parcels, concurrency, (parcel) => compareParcel(deps, parcel));
  return [...ofPayments, ...ofParcels].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

async function comparePayment(deps: BookDeps, payment: BookedPayment): Promise<Finding[]> {
  const found = await differencesOf(deps, payment);
  if (found.length === 0) return [];
  const [again] = await bookedPayments(deps.database, { after: '', limit: 1, id: payment.id });
  return again ? differencesOf(deps, again) : [];
}

async function differencesOf({ payments }: BookDeps, payment: BookedPayment): Promise<Finding[]> {
  const answer = await payments.find(payment.id);
  const findings = finding(
    payment.id,
    answer.kind === 'done' ? paymentDifference(payment, answer.payment) : silence(answer),
  );
  for (const refund of payment.refunds) {
    if (payment.providerRef === null) continue;
    const found = await payments.findRefund(payment.providerRef, refund.id);
    const difference = found.kind === 'done' ? refundDifference(refund.state, found.refund) : silence(found);
    findings.push(...finding(refund.id, difference));
  }
  return findings;
}

async function compareParcel(deps: BookDeps, parcel: BookedParcel): Promise<Finding[]> {
  const answer = await deps.carrier.find(parcel.providerShipmentId);
  const difference = answer.kind === 'done' ? labelDifference(parcel, answer.label) : silence(answer);
  if (difference === null) return [];
  const [still] = await bookedParcels(deps.database, { after: '', limit: 1, id: parcel.id });
  return still ? finding(parcel.id, difference) : [];
}

function silence(answer: Exclude<Answer<object>, { kind: 'done' }>): string {
  const why = answer.kind === 'refused' ? answer.message : answer.reason;
  return `The provider could not be asked: ${why.replace(/\.$/, '')}.`;
}

function finding(subject: string, detail: string | null): Finding[] {
  if (detail === null) return [];
  const next = 'Run the audit again; if it stays, compare our timeline with the provider’s dashboard.';
  return [{ invariant: 'I4', subject, detail, next }];
}
