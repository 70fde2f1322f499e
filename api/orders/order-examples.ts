/** One order of the documentation, from being placed to its parcel. A test holds each against its schema. */
import type { z } from 'zod';
import type { placeOrderBody } from './order-schemas.ts';
import type { OrderResource } from './order-view-schemas.ts';

const id = 'ORD-7K3M2QX';
const cad = (amount: number) => ({ amount, currency: 'CAD' }) as const;
const placedAt = '2026-02-03T15:04:05.678Z';
const confirmedAt = '2026-02-03T15:04:06.301Z';
const digest = 'b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c';

export const shipToExample = {
  name: 'Zoé Tremblay',
  line1: '1, rue Sainte-Catherine',
  city: 'Montréal',
  region: 'QC',
  postalCode: 'H2X 1K4',
  country: 'CA',
};

export const placeOrderExample = {
  customerId: 'CUS-4T9X0AB',
  currency: 'CAD',
  lines: [{ sku: 'LAMP', quantity: 2 }],
  shipTo: shipToExample,
  payment: { method: 'card', token: 'pm_card_visa' },
} as const satisfies z.input<typeof placeOrderBody>;

export const acceptedExample = {
  id,
  status: 'received',
  links: { self: `/v1/orders/${id}`, events: `/v1/orders/${id}/events` },
};

export const shipmentExample: OrderResource['shipments'][number] = {
  ...{ id: `${id}-S1`, orderId: id, no: 1, locationId: 'MTL', state: 'labelled', prepaid: false },
  shipTo: shipToExample,
  ...{ carrier: 'UPS', service: 'Ground', serviceReason: 'cheapest_in_time', rate: cad(1240) },
  labelUrl: 'https://labels.example/1.png',
  trackingCode: '1Z999AA10123456784',
  trackingUrl: 'https://track.example/1Z999AA10123456784',
  ...{ tracking: null, trackingSince: null, lastScanAt: null, failedAttempts: 0 },
  ...{ labelledAt: confirmedAt, handOverDue: '2026-02-04T22:00:00.000Z', handedOverAt: null },
  ...{ promiseOn: '2026-02-09T00:00:00.000Z', delayed: false },
  lines: [{ lineNo: 1, quantity: 2, restocked: 0, writtenOff: 0 }],
};

export const openApprovalExample = {
  ...{ id: `${id}-A1`, orderId: id, reasons: ['total_above_limit'], amount: cad(600_000) },
  ...{ digest, requester: 'web-shop', approverRole: 'supervisor' },
  ...{ raisedAt: placedAt, escalatesAt: '2026-02-04T15:04:05.678Z', expiresAt: '2026-02-06T15:04:05.678Z' },
  links: { order: `/v1/orders/${id}`, decision: `/v1/approvals/${id}-A1/decision` },
};

export const decisionExample = { decision: 'approve', reason: 'A customer of many years', digest } as const;

export const orderExample: OrderResource = {
  ...{ id, customerId: placeOrderExample.customerId, channel: 'web', status: 'confirmed', statusSince: confirmedAt },
  ...{ fulfilment: 'unshipped', paymentStatus: 'authorised' },
  waiting: {
    for: 'hand_over',
    since: confirmedAt,
    until: null,
    who: ['warehouse'],
    message: {
      en: `Order ${id} waits for the warehouse to hand over its parcel.`,
      fr: `La commande ${id} attend que l’entrepôt remette son colis.`,
    },
  },
  actions: [
    {
      ...{ kind: 'cancel', method: 'POST', path: `/v1/orders/${id}/cancel`, subject: null },
      hint: {
        en: 'Cancel the order, or some lines or units, with a reason. What has left the warehouse stays.',
        fr: 'Annulez la commande, ou des lignes ou unités, avec un motif. Ce qui a quitté l’entrepôt reste.',
      },
    },
  ],
  ...{ version: 6, placedBy: 'web-shop', placedAt, confirmedAt, deliveredAt: null },
  ...{
    promiseOn: '2026-02-09T00:00:00.000Z',
    expectedOn: null,
    shortagePolicy: 'ask',
    priority: 100,
    shipComplete: false,
  },
  ...{ paymentMethod: 'card', riskPoints: 0, shipTo: shipToExample, currency: 'CAD', discountBps: 0 },
  ...{ net: cad(3998), tax: cad(599), total: cad(4597) },
  lines: [
    {
      ...{ lineNo: 1, sku: 'LAMP', name: { en: 'Lamp', fr: 'Lampe' }, parts: [] },
      ...{ unitPrice: cad(1999), discount: cad(0), net: cad(3998), tax: cad(599), total: cad(4597) },
      ledger: {
        ...{ ordered: 2, open: 0, reserved: 2, backordered: 0, shipped: 0, delivered: 0, returned: 0 },
        ...{ cancelled: 0, writtenOff: 0, claimed: 0, refunded: 0 },
      },
    },
  ],
  shipments: [shipmentExample],
  payments: [
    {
      ...{ id: `${id}-P1`, shipmentId: `${id}-S1`, state: 'authorised', method: 'card', refusalCode: null },
      ...{ amount: cad(4597), captured: cad(0), refunded: cad(0) },
      ...{ expiresAt: '2026-02-10T15:04:06.000Z', deadline: null },
    },
  ],
  ...{ refunds: [], holds: [], offer: null, approval: null, amendments: [], interventions: [] },
  planReasons: [
    {
      ...{ locationId: 'MTL', used: true, code: 'ships_all', distanceKm: 12 },
      text: { en: 'MTL ships everything at once.', fr: 'MTL expédie tout en une fois.' },
    },
  ],
  links: { self: `/v1/orders/${id}`, events: `/v1/orders/${id}/events` },
};

export const orderSummaryExample = {
  ...{ id, customerId: placeOrderExample.customerId, channel: 'web', status: 'confirmed', statusSince: confirmedAt },
  ...{ waitingUntil: null, placedAt, total: cad(4597), version: 6, links: { self: `/v1/orders/${id}` } },
};

export const lastPage = { next: null };
