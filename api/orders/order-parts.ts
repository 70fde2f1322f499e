/** The rows that hang on an order, as a reader sees them. */

import type { AmendmentView, OrderView, ShipmentDetails } from '../../db/orders/view-order.ts';
import { shipmentId } from '../../domain/ids.ts';
import { type LineFacts, openUnits, type ShipmentFacts } from '../../domain/orders/order-facts.ts';
import { iso, isoOrNull } from '../instant.ts';
import type { OrderResource } from './order-view-schemas.ts';
import { type Price, pricing } from './pricing.ts';

type Part<Name extends keyof OrderResource> = OrderResource[Name] extends readonly (infer One)[] ? One : never;

/** The details of the same row. Both come from one statement, so each has its other half. */
export function detailsOf<Row, Key extends keyof Row>(rows: readonly Row[], key: Key, value: Row[Key]): Row {
  const found = rows.find((row) => row[key] === value);
  if (found === undefined) throw new Error(`no details of ${String(key)} ${String(value)}`);
  return found;
}

export function lineOf(line: LineFacts, view: OrderView, price: Price): Part<'lines'> {
  const { nameEn, nameFr, parts, unitPriceMinor, discountMinor } = detailsOf(view.details.lines, 'lineNo', line.lineNo);
  const { ordered, reserved, backordered, shipped, delivered, returned, cancelled, writtenOff, claimed, refunded } =
    line;
  return {
    lineNo: line.lineNo,
    sku: line.sku,
    name: { en: nameEn ?? line.sku, fr: nameFr ?? line.sku },
    parts: parts.map(({ sku, quantity }) => ({ sku, quantity })),
    unitPrice: price(unitPriceMinor),
    discount: price(discountMinor),
    net: price(line.netMinor),
    tax: price(line.taxMinor),
    total: price(line.totalMinor),
    ledger: {
      ordered,
      open: openUnits(line),
      reserved,
      backordered,
      shipped,
      delivered,
      returned,
      cancelled,
      writtenOff,
      claimed,
      refunded,
    },
  };
}

export function shipmentOf(
  orderId: string,
  facts: ShipmentFacts,
  details: ShipmentDetails,
  seesPrices: boolean,
): Part<'shipments'> {
  const { id, no, locationId, state, prepaid, carrier, tracking } = facts;
  const { shipTo, service, serviceReason, labelUrl, trackingCode, trackingUrl, failedAttempts } = details;
  return {
    ...{ id, orderId, no, locationId, shipTo, state, prepaid, carrier, service, serviceReason },
    rate: pricing(details.rateCurrency, seesPrices)(details.rateMinor),
    ...{ labelUrl, trackingCode, trackingUrl, tracking },
    trackingSince: isoOrNull(details.trackingSince),
    lastScanAt: isoOrNull(details.lastScanAt),
    failedAttempts,
    labelledAt: isoOrNull(facts.labelledAt),
    handOverDue: isoOrNull(facts.handOverDue),
    handedOverAt: isoOrNull(facts.handedOverAt),
    promiseOn: isoOrNull(facts.promiseOn),
    delayed: facts.delayTold,
    lines: facts.lines.map(({ lineNo, quantity }) => {
      const { restocked, writtenOff } = detailsOf(details.lines, 'lineNo', lineNo);
      return { lineNo, quantity, restocked, writtenOff };
    }),
  };
}

export function paymentsOf({ facts, details }: OrderView, price: Price): OrderResource['payments'] {
  return facts.payments.map((payment) => ({
    id: payment.id,
    shipmentId: shipmentId(facts.id, payment.shipmentNo),
    state: payment.state,
    method: payment.method,
    amount: price(payment.amountMinor),
    captured: price(payment.capturedMinor),
    refunded: price(payment.refundedMinor),
    refusalCode: detailsOf(details.payments, 'id', payment.id).refusalCode,
    expiresAt: isoOrNull(payment.expiresAt),
    deadline: isoOrNull(payment.deadline),
  }));
}

export function refundsOf({ facts, details }: OrderView, price: Price): OrderResource['refunds'] {
  return facts.refunds.map(({ id, paymentId, state, amountMinor }) => {
    const { reason, failureCode, requestedAt, settledAt } = detailsOf(details.refunds, 'id', id);
    const at = { requestedAt: iso(requestedAt), settledAt: isoOrNull(settledAt) };
    return { id, paymentId, state, amount: price(amountMinor), reason, failureCode, ...at };
  });
}

export function offerOf({ facts: { offer } }: OrderView): OrderResource['offer'] {
  if (offer === null) return null;
  const { version, short, options, fallback } = offer;
  const at = { madeAt: iso(offer.madeAt), deadline: iso(offer.deadline) };
  return { version, short: [...short], options: [...options], fallback, ...at };
}

export function approvalOf({ facts, details }: OrderView, price: Price): OrderResource['approval'] {
  if (facts.approval === null || details.approval === null) return null;
  const { id, state, reasons, digest, requester, approverRole, amountMinor } = facts.approval;
  const { decidedBy, decidedAt, reason } = details.approval;
  return {
    ...{ id, orderId: facts.id, state, reasons: [...reasons], amount: price(amountMinor) },
    ...{ digest, requester, approverRole },
    raisedAt: iso(facts.approval.raisedAt),
    escalatesAt: isoOrNull(facts.approval.escalatesAt),
    expiresAt: iso(facts.approval.expiresAt),
    ...{ decidedBy, decidedAt: isoOrNull(decidedAt), reason },
  };
}

export function amendmentOf({ preview, ...amendment }: AmendmentView, price: Price): Part<'amendments'> {
  const { added, removed, shipTo = null, deltaMinor } = preview;
  return {
    ...amendment,
    requestedAt: iso(amendment.requestedAt),
    added: added.map(({ sku, quantity, totalMinor }) => ({ sku, quantity, total: price(totalMinor) })),
    removed: removed.map(({ lineNo, quantity }) => ({ lineNo, quantity })),
    shipTo,
    difference: price(deltaMinor),
  };
}
