/** Facts of an order that shows only what matters to a test. Instants are small numbers. */
import type {
  ApprovalFacts,
  HoldFacts,
  InterventionFacts,
  LineFacts,
  OfferFacts,
  OrderFacts,
  PaymentFacts,
  ShipmentFacts,
} from '../../domain/orders/order-facts.ts';
import { orderPolicies } from '../../domain/orders/order-policy.ts';

export const aLine = (more: Partial<LineFacts> = {}): LineFacts => ({
  lineNo: 1,
  sku: 'LAMP',
  currency: 'CAD',
  netMinor: 1000,
  taxMinor: 150,
  totalMinor: 1150,
  ordered: 1,
  reserved: 0,
  backordered: 0,
  shipped: 0,
  delivered: 0,
  returned: 0,
  cancelled: 0,
  writtenOff: 0,
  claimed: 0,
  refunded: 0,
  prepaid: 0,
  ...more,
});

export const aHold = (more: Partial<HoldFacts> = {}): HoldFacts => ({
  kind: 'fraud',
  no: 1,
  reason: 'risk_points',
  details: {},
  ownerRole: 'supervisor',
  atDeadline: 'cancel',
  raisedAt: 10,
  deadline: 500,
  ...more,
});

export const anOffer = (more: Partial<OfferFacts> = {}): OfferFacts => ({
  version: 2,
  short: [{ lineNo: 1, quantity: 3 }],
  options: ['wait', 'ship_available', 'drop_short', 'cancel'],
  fallback: 'ship_available',
  madeAt: 10,
  deadline: 600,
  ...more,
});

export const anApproval = (more: Partial<ApprovalFacts> = {}): ApprovalFacts => ({
  id: 'ORD-0000001-A1',
  state: 'open',
  digest: 'd'.repeat(64),
  reasons: ['total_above_limit'],
  amountMinor: 600_000,
  requester: 'shop',
  approverRole: 'agent',
  raisedAt: 10,
  escalatesAt: 300,
  expiresAt: 900,
  ...more,
});

export const aShipment = (more: Partial<ShipmentFacts> = {}): ShipmentFacts => {
  const no = more.no ?? 1;
  return {
    id: `ORD-0000001-S${no}`,
    no,
    locationId: 'MTL',
    state: 'labelled',
    prepaid: false,
    tracking: null,
    carrier: 'UPS',
    labelledAt: 10,
    handedOverAt: null,
    handOverDue: null,
    promiseOn: null,
    delayTold: false,
    silentAfter: 900,
    lines: [{ lineNo: 1, quantity: 1 }],
    ...more,
  };
};

export const aPayment = (more: Partial<PaymentFacts> = {}): PaymentFacts => ({
  id: `ORD-0000001-P${more.shipmentNo ?? 1}`,
  shipmentNo: 1,
  state: 'authorised',
  method: 'card',
  amountMinor: 1150,
  handedOverMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  expiresAt: null,
  deadline: null,
  ...more,
});

export const anIntervention = (more: Partial<InterventionFacts> = {}): InterventionFacts => ({
  no: 1,
  work: 'void_label',
  subject: 'ORD-0000001-S1',
  code: 'label_void_refused',
  detail: 'The void of the label was refused: it was used',
  state: 'open',
  resolution: null,
  raisedAt: 10,
  ...more,
});

export const anOrder = (more: Partial<OrderFacts> = {}): OrderFacts => ({
  id: 'ORD-0000001',
  customerId: 'CUS-1',
  version: 7,
  status: 'received',
  statusSince: 100,
  waitingUntil: null,
  currency: 'CAD',
  netMinor: 1000,
  taxMinor: 150,
  totalMinor: 1150,
  discountBps: 0,
  riskPoints: 0,
  shortagePolicy: 'ask',
  paymentMethod: 'card',
  policy: orderPolicies.standard,
  placedBy: 'shop',
  placedAt: 1,
  screenedAt: 2,
  confirmedAt: null,
  deliveredAt: null,
  allocationNo: 1,
  backorderUntil: null,
  shipComplete: false,
  lines: [aLine()],
  holds: [],
  offer: null,
  approval: null,
  payments: [],
  refunds: [],
  shipments: [],
  interventions: [],
  ...more,
});
