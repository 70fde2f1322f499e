import { type SQL, sql } from 'drizzle-orm';
import {
  addressOf,
  ofCustomer,
  ofOrders,
  ordersOf,
  type PersonalTable,
  perhaps,
  processesOf,
  text,
  withoutTexts,
} from './personal-table.ts';

const ours = { why: 'names a person or a key that works here' };
const internal = { why: 'how we carry an order out, about nobody' };
const ofShipments = (id: SQL) => sql`shipment_id in (select id from shipments where order_id in ${ordersOf(id)})`;

/** What a customer bought, paid for and received. Money and tax stay, without the person. */
export const orderTables: readonly PersonalTable[] = [
  {
    table: 'orders',
    rows: ofCustomer,
    kept: [
      ...[
        'id',
        'customer_id',
        'channel',
        'status',
        'status_since',
        'currency',
        'net_minor',
        'tax_minor',
        'total_minor',
      ],
      ...[
        'discount_bps',
        'shortage_policy',
        'payment_method',
        'promise_on',
        'placed_at',
        'screened_at',
        'confirmed_at',
      ],
      ...['delivered_at', 'backorder_until', 'ship_complete'],
    ],
    erased: {
      ship_to: addressOf('ship_to'),
      payment_token: perhaps('payment_token'),
    },
    inferred: { risk_points: null },
    withheld: {
      ...{ waiting_until: internal, priority: internal, policy: internal, plan_reasons: internal },
      ...{ allocation_no: internal, placed_by: ours, version: internal, nudge_at: internal, nudged_since: internal },
    },
  },
  {
    table: 'order_lines',
    rows: ofOrders,
    kept: [
      ...['order_id', 'line_no', 'sku', 'unit_price_minor', 'tax_rate_ppm', 'discount_minor', 'net_minor', 'tax_minor'],
      ...['total_minor', 'parts', 'weight_grams', 'ordered', 'reserved', 'backordered', 'shipped', 'delivered'],
      ...['returned', 'cancelled', 'written_off', 'claimed', 'refunded', 'prepaid'],
    ],
  },
  {
    table: 'holds',
    rows: ofOrders,
    kept: ['order_id', 'kind', 'no', 'state', 'at_deadline', 'deadline', 'raised_at', 'closed_at'],
    erased: { closed_reason: perhaps('closed_reason') },
    inferred: { reason: text, details: withoutTexts('details') },
    withheld: { owner_role: internal, raised_by: ours, closed_by: ours },
  },
  {
    table: 'offers',
    rows: ofOrders,
    kept: ['order_id', 'version', 'short', 'options', 'fallback', 'state', 'choice', 'made_at', 'deadline'],
    withheld: { decided_by: ours },
  },
  {
    table: 'amendments',
    rows: ofOrders,
    kept: ['order_id', 'no', 'base_version', 'state', 'requested_at', 'closed_at'],
    erased: { change: "'{}'", preview: withoutTexts('preview') },
    withheld: { requested_by: ours },
  },
  {
    table: 'interventions',
    rows: ofOrders,
    kept: ['order_id', 'no', 'work', 'subject', 'state', 'resolution', 'raised_at', 'closed_at'],
    withheld: {
      ...{ code: internal, resolved_by: ours },
      detail: { why: 'a provider’s words about our own step', erased: text },
      reason: { why: 'what we noted for ourselves', erased: perhaps('reason') },
    },
  },
  {
    table: 'approvals',
    rows: (id) => sql`order_id in ${ordersOf(id)} or process_id in ${processesOf(id)}`,
    kept: ['id', 'order_id', 'process_id', 'no', 'amount_minor', 'currency', 'state', 'raised_at', 'decided_at'],
    inferred: { reasons: null },
    withheld: {
      ...{ digest: internal, requester: ours, approver_role: internal, decided_by: ours },
      ...{
        escalates_at: internal,
        expires_at: internal,
        level_ms: internal,
        last_ms: internal,
        initiator: ours,
        steps: internal,
        progress: internal,
      },
      decided_for: ours,
      reason: { why: 'what we noted for ourselves', erased: perhaps('reason') },
    },
  },
  {
    table: 'approval_votes',
    rows: (id) =>
      sql`approval_id in (select id from approvals where order_id in ${ordersOf(id)} or process_id in ${processesOf(id)})`,
    kept: ['approval_id', 'step', 'approve', 'at'],
    withheld: {
      ...{ by: ours, seat: internal, stands_for: ours, digest: internal },
      reason: { why: 'what we noted for ourselves', erased: text },
    },
  },
  {
    table: 'payments',
    rows: ofOrders,
    kept: [
      ...['id', 'order_id', 'no', 'shipment_no', 'method', 'currency', 'amount_minor', 'captured_minor'],
      ...['handed_over_minor', 'refunded_minor', 'state', 'refusal_code', 'provider_ref', 'expires_at', 'created_at'],
    ],
    erased: { token: perhaps('token') },
    withheld: { deadline: internal },
  },
  {
    table: 'refunds',
    rows: ofOrders,
    kept: [
      ...['id', 'payment_id', 'order_id', 'claim_id', 'no', 'amount_minor', 'state', 'provider_ref', 'requested_at'],
      'settled_at',
    ],
    erased: { reason: text },
    withheld: { failure_code: internal, refused_tries: internal },
  },
  {
    table: 'shipments',
    rows: ofOrders,
    kept: [
      ...['id', 'order_id', 'no', 'location_id', 'state', 'prepaid', 'carrier', 'service', 'rate_minor'],
      ...[
        'rate_currency',
        'tracking_code',
        'labelled_at',
        'handed_over_at',
        'promise_on',
        'tracking',
        'tracking_since',
      ],
      ...['failed_attempts', 'last_scan_at', 'return_received_at'],
    ],
    erased: {
      tracking_url: 'null',
      label_url: 'null',
      ship_to: `case when ship_to is null then null else ${addressOf('ship_to')} end`,
    },
    withheld: {
      ...{ service_reason: internal, rate_id: internal, hand_over_due: internal, delay_told: internal },
      ...{ silent_after: internal, next_poll_at: internal, tracking_raw: internal },
      provider_shipment_id: { why: 'the carrier’s number of the parcel, by which our books are compared' },
    },
  },
  {
    table: 'shipment_lines',
    rows: ofShipments,
    kept: ['shipment_id', 'line_no', 'quantity', 'restocked', 'written_off'],
  },
  {
    table: 'scans',
    rows: ofShipments,
    kept: ['shipment_id', 'id', 'occurred_at', 'status', 'raw_code', 'correction', 'received_at'],
    erased: { message: "''" },
  },
];
