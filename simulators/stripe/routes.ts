import type { FaultMode, FaultOp } from './faults.ts';
import type { Form } from './form.ts';
import { listIntents, retrieveIntent, searchIntents } from './intent-reads.ts';
import { cancelIntent, captureIntent, createIntent } from './payment-intents.ts';
import { createRefund, listRefunds } from './refunds.ts';
import { wrongState } from './refusal.ts';
import type { Vendor } from './vendor.ts';

type Read = (vendor: Vendor, form: Form, id: string) => unknown;
type Write = (vendor: Vendor, form: Form, call: { readonly id: string; readonly fault: FaultMode | null }) => unknown;

/** Reads, by path; the first that fits answers, with what the path names as id. */
export const reads: readonly { readonly path: RegExp; readonly answer: Read }[] = [
  { path: /^\/v1\/payment_intents\/search$/, answer: searchIntents },
  { path: /^\/v1\/payment_intents\/([^/]+)$/, answer: retrieveIntent },
  { path: /^\/v1\/payment_intents$/, answer: listIntents },
  { path: /^\/v1\/refunds$/, answer: listRefunds },
];

/** Writes, each with the operation by which faults name it. */
export const writes: readonly { readonly path: RegExp; readonly op: FaultOp; readonly answer: Write }[] = [
  {
    path: /^\/v1\/payment_intents$/,
    op: 'authorise',
    answer: (vendor, form, { fault }) => createIntent(vendor, form, fault === 'decline'),
  },
  {
    path: /^\/v1\/payment_intents\/([^/]+)\/capture$/,
    op: 'capture',
    answer: (vendor, form, { id, fault }) => {
      if (fault === 'decline') throw wrongState('charge_expired_for_capture', 'The charge can no longer be captured.');
      return captureIntent(vendor, form, id);
    },
  },
  {
    path: /^\/v1\/payment_intents\/([^/]+)\/cancel$/,
    op: 'void',
    answer: (vendor, form, { id, fault }) => {
      if (fault === 'decline') throw wrongState('request_blocked', 'The PaymentIntent could not be canceled.');
      return cancelIntent(vendor, form, id);
    },
  },
  {
    path: /^\/v1\/refunds$/,
    op: 'refund',
    answer: (vendor, form, { fault }) => {
      if (fault === 'decline') throw wrongState('balance_insufficient', 'Insufficient funds in your account.');
      return createRefund(vendor, form, fault === 'refund_fails');
    },
  },
];
