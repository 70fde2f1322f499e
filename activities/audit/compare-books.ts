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

type Options = {
  /** Only orders that something happened to since then; without, all of them. */
  readonly changedSince?: Date | undefined;
};

const rowsPerPage = 200;
/** Calls to a provider at a time. */
const concurrency = 4;

/**
 * I4: asks the providers about every card payment, refund and label of ours, and tells where their books differ. What
 * changes while it is asked is asked again once. What a provider does not answer is a finding that is unknown: nothing was compared.
 */
export async function compareBooks(deps: BookDeps, { changedSince }: Options = {}): Promise<Finding[]> {
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
  const looked = await payments.find(payment.id);
  const unseen = looked.kind === 'done' && !looked.complete;
  const answer = unseen ? ({ kind: 'unknown', reason: 'too many recent payments to look through' } as const) : looked;
  const findings =
    answer.kind === 'done'
      ? broken(payment.id, paymentDifference(payment, answer.payment))
      : unknown(payment.id, 'payment provider', answer);
  for (const refund of payment.refunds) {
    if (payment.providerRef === null) continue;
    const found = await payments.findRefund(payment.providerRef, refund.id);
    findings.push(
      ...(found.kind === 'done'
        ? broken(refund.id, refundDifference(refund.state, found.refund))
        : unknown(refund.id, 'payment provider', found)),
    );
  }
  return findings;
}

async function compareParcel({ database, carrier }: BookDeps, parcel: BookedParcel): Promise<Finding[]> {
  const answer = await carrier.find(parcel.providerShipmentId);
  if (answer.kind !== 'done' && !isAbsent(answer)) return unknown(parcel.id, 'carrier', answer);
  const found = answer.kind === 'done' ? answer : ({ label: null, voided: 'none' } as const);
  const difference = labelDifference(parcel, found);
  if (difference === null) return [];
  const [still] = await bookedParcels(database, { after: '', limit: 1, id: parcel.id });
  return still ? broken(parcel.id, difference) : [];
}

/** A clear answer: the carrier knows no such parcel. */
const isAbsent = (answer: NoAnswer): boolean => answer.kind === 'refused' && answer.code === 'no_parcel';

type NoAnswer = Exclude<Answer<object>, { kind: 'done' }>;

function unknown(subject: string, asked: string, answer: NoAnswer): Finding[] {
  const why = answer.kind === 'refused' ? answer.message : answer.reason;
  const detail = `The ${asked} could not be asked: ${why.replace(/\.$/, '')}.`;
  return [{ invariant: 'I4', subject, detail, next: `Run the audit again once the ${asked} answers.`, unknown: true }];
}

function broken(subject: string, detail: string | null): Finding[] {
  if (detail === null) return [];
  const next = 'Run the audit again; if it stays, compare our timeline with the provider’s dashboard.';
  return [{ invariant: 'I4', subject, detail, next }];
}
