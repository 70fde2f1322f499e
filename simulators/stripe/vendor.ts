import { randomBytes } from 'node:crypto';
import type { Book, IntentRow } from './book.ts';
import { intentObject } from './objects.ts';

/** What every route works on: the book, the clock and the events it causes. */
export type Vendor = {
  readonly book: Book;
  /** Epoch seconds, as Stripe counts. */
  readonly now: () => number;
  readonly authorisationSeconds: number;
  readonly searchLagSeconds: number;
  readonly emit: (type: string, object: unknown) => void;
};

/** Unguessable and unique over restarts. */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** Authorisations that ran out, or one that an operator lets run out, are cancelled by the vendor itself. */
export function expireIntent(vendor: Vendor, row: IntentRow): void {
  const expired: IntentRow = { ...row, status: 'canceled', cancellationReason: 'expired' };
  vendor.book.put('intents', expired);
  vendor.emit('payment_intent.canceled', intentObject(expired));
}

export function expireLapsed(vendor: Vendor): void {
  for (const row of vendor.book.intents.values()) {
    if (row.status === 'requires_capture' && row.captureBefore <= vendor.now()) expireIntent(vendor, row);
  }
}
