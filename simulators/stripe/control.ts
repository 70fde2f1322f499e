import type { IntentRow, RefundRow } from './book.ts';
import type { Deliveries, DeliveryOrders } from './deliveries.ts';
import { type Faults, readFault } from './faults.ts';
import { disputeObject } from './objects.ts';
import { expireIntent, newId, type Vendor } from './vendor.ts';

export type Controlled = { readonly vendor: Vendor; readonly faults: Faults; readonly deliveries: Deliveries };

export type BookedIntent = {
  readonly id: string;
  /** The caller's payment id, from the metadata. */
  readonly reference: string | null;
  readonly status: IntentRow['status'];
  readonly cancellationReason: string | null;
  readonly currency: string;
  readonly amount: number;
  readonly captured: number;
  readonly metadata: Readonly<Record<string, string>>;
};

export type BookedRefund = {
  readonly id: string;
  readonly reference: string | null;
  readonly paymentIntent: string;
  readonly status: RefundRow['status'];
  readonly currency: string;
  readonly amount: number;
};

/** Everything the vendor knows, oldest first; amounts as Stripe counts them. `captures` are the captured intents. */
export type BookedMoney = {
  readonly intents: readonly BookedIntent[];
  readonly captures: readonly {
    readonly paymentIntent: string;
    readonly reference: string | null;
    readonly amount: number;
  }[];
  readonly refunds: readonly BookedRefund[];
};

/** `/_sim/…`: what a test or a demo may order. Null for an unknown path, a string for a wrong body. */
export async function answerControl(
  { vendor, faults, deliveries }: Controlled,
  call: { readonly method: string; readonly path: string; readonly body: unknown },
): Promise<object | string | null> {
  switch (`${call.method} ${call.path}`) {
    case 'GET /_sim/book':
      return bookedMoney(vendor);
    case 'POST /_sim/faults': {
      const fault = readFault(call.body);
      if (!fault) return 'a fault is { op, mode, times?, match? }';
      faults.add(fault);
      return { added: fault };
    }
    case 'GET /_sim/faults':
      return { met: faults.met() };
    case 'DELETE /_sim/faults':
      faults.clear();
      return { cleared: true };
    case 'DELETE /_sim/keys':
      for (const answer of vendor.book.answers.values()) vendor.book.put('answers', { ...answer, forgotten: true });
      return { forgotten: vendor.book.answers.size };
    case 'GET /_sim/webhooks':
      return { pending: deliveries.pending() };
    case 'POST /_sim/webhooks':
      await deliveries.order(ordersOf(call.body));
      return { pending: deliveries.pending() };
    case 'POST /_sim/expire':
      return onIntent(vendor, call.body, 'requires_capture', (row) => expireIntent(vendor, row));
    case 'POST /_sim/dispute':
      return onIntent(vendor, call.body, 'succeeded', (row) => {
        const dispute = { id: newId('du'), created: vendor.now() };
        vendor.emit('charge.dispute.created', disputeObject(row, dispute));
      });
    default:
      return null;
  }
}

function bookedMoney(vendor: Vendor): BookedMoney {
  const intents = [...vendor.book.intents.values()].map((row) => ({
    id: row.id,
    reference: row.metadata.parcours_payment ?? null,
    status: row.status,
    cancellationReason: row.cancellationReason,
    currency: row.currency,
    amount: row.amount,
    captured: row.amountReceived,
    metadata: row.metadata,
  }));
  const captures = intents
    .filter((intent) => intent.status === 'succeeded')
    .map(({ id, reference, captured }) => ({ paymentIntent: id, reference, amount: captured }));
  const refunds = [...vendor.book.refunds.values()].map((row) => ({
    id: row.id,
    reference: row.metadata.parcours_refund ?? null,
    paymentIntent: row.intentId,
    status: row.status,
    currency: row.currency,
    amount: row.amount,
  }));
  return { intents, captures, refunds };
}

function onIntent(vendor: Vendor, body: unknown, status: IntentRow['status'], act: (row: IntentRow) => void) {
  const reference = typeof body === 'object' && body !== null && 'reference' in body ? body.reference : undefined;
  const rows = [...vendor.book.intents.values()];
  const row = rows.find(
    (r) => r.status === status && (r.metadata.parcours_payment === reference || r.id === reference),
  );
  if (!row) return `no ${status} payment under { reference: ${JSON.stringify(reference)} }`;
  act(row);
  return { id: row.id };
}

function ordersOf(body: unknown): DeliveryOrders {
  const given = typeof body === 'object' && body !== null ? body : {};
  return {
    ...('hold' in given && typeof given.hold === 'boolean' && { hold: given.hold }),
    ...('duplicate' in given && typeof given.duplicate === 'number' && { duplicate: given.duplicate }),
    ...('url' in given && typeof given.url === 'string' && { url: given.url }),
  };
}
