import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { handWritten, sentOn } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

/** What a transaction read last, and how many statements it had sent by then. */
const lastRead = new WeakMap<
  object,
  { readonly orderId: string; readonly facts: OrderFacts | null; readonly sent: number }
>();

/**
 * Everything the order rules need, in one statement and one snapshot. Call it after the order row is locked
 * (a statement of its own, so that this one sees what the previous holder of the lock committed). Under the lock nobody
 * else writes: facts after which the transaction has sent nothing are given again without asking.
 */
export async function loadOrderFacts(tx: Tx, orderId: string): Promise<OrderFacts | null> {
  const known = lastRead.get(tx);
  if (known?.orderId === orderId && known.sent === sentOn(tx)) return known.facts;
  const rows = await selectFacts(tx, orderId);
  return remember(tx, orderId, rows[0]?.facts ?? null);
}

/** The same, beside what an earlier attempt under this key of an effect has stored: null when there was none. */
export async function loadFactsAndEffect(
  tx: Tx,
  orderId: string,
  key: string,
): Promise<{ facts: OrderFacts | null; effect: unknown }> {
  const rows = await selectFactsAndEffect(tx, orderId, key);
  return { facts: remember(tx, orderId, rows[0]?.facts ?? null), effect: rows[0]?.effect ?? null };
}

function remember(tx: Tx, orderId: string, facts: OrderFacts | null): OrderFacts | null {
  const sent = sentOn(tx);
  if (sent !== null) lastRead.set(tx, { orderId, facts, sent });
  return facts;
}

// Cut, as whoever reads the column itself cuts it: rounded, an order was placed a millisecond later here than in a list.
const ms = (column: ReturnType<typeof sql.raw>) => sql`floor(extract(epoch from ${column}) * 1000)::bigint`;
/** A timestamp as epoch ms, for JSON that the database builds. The column's name is ours, never a caller's. */
export const at = (column: string) => ms(sql.raw(column));

/** Of `orders o`, built by the database in the shape of `OrderFacts`; numbers fit a double because the CHECKs keep them small. */
export const orderFacts = sql`
jsonb_build_object(
  'id', o.id, 'customerId', o.customer_id, 'version', o.version, 'status', o.status,
  'statusSince', ${at('o.status_since')}, 'waitingUntil', ${at('o.waiting_until')},
  'currency', o.currency, 'netMinor', o.net_minor, 'taxMinor', o.tax_minor, 'totalMinor', o.total_minor,
  'discountBps', o.discount_bps, 'riskPoints', o.risk_points, 'shortagePolicy', o.shortage_policy,
  'paymentMethod', o.payment_method, 'policy', o.policy, 'placedBy', o.placed_by, 'placedAt', ${at('o.placed_at')},
  'screenedAt', ${at('o.screened_at')}, 'confirmedAt', ${at('o.confirmed_at')}, 'deliveredAt', ${at('o.delivered_at')},
  'backorderUntil', ${at('o.backorder_until')}, 'allocationNo', o.allocation_no, 'shipComplete', o.ship_complete,
  'lines', (select coalesce(jsonb_agg(jsonb_build_object(
      'lineNo', l.line_no, 'sku', l.sku, 'currency', o.currency, 'netMinor', l.net_minor, 'taxMinor', l.tax_minor, 'totalMinor', l.total_minor,
      'ordered', l.ordered, 'reserved', l.reserved, 'backordered', l.backordered, 'shipped', l.shipped,
      'delivered', l.delivered, 'returned', l.returned, 'cancelled', l.cancelled, 'writtenOff', l.written_off,
      'claimed', l.claimed, 'refunded', l.refunded, 'prepaid', l.prepaid) order by l.line_no), '[]')
    from order_lines l where l.order_id = o.id),
  'holds', (select coalesce(jsonb_agg(jsonb_build_object(
      'kind', h.kind, 'no', h.no, 'reason', h.reason, 'details', h.details, 'ownerRole', h.owner_role,
      'atDeadline', h.at_deadline, 'raisedAt', ${at('h.raised_at')}, 'deadline', ${at('h.deadline')}) order by h.kind), '[]')
    from holds h where h.order_id = o.id and h.state = 'open'),
  'offer', (select jsonb_build_object('version', f.version, 'short', f.short, 'options', f.options, 'fallback', f.fallback,
      'madeAt', ${at('f.made_at')}, 'deadline', ${at('f.deadline')})
    from offers f where f.order_id = o.id and f.state = 'open'),
  'approval', (select jsonb_build_object('id', a.id, 'state', a.state, 'digest', a.digest, 'reasons', a.reasons, 'amountMinor', a.amount_minor,
      'requester', a.requester, 'approverRole', a.approver_role, 'raisedAt', ${at('a.raised_at')},
      'escalatesAt', ${at('a.escalates_at')}, 'expiresAt', ${at('a.expires_at')})
    from approvals a where a.order_id = o.id order by a.no desc limit 1),
  'payments', (select coalesce(jsonb_agg(jsonb_build_object(
      'id', p.id, 'shipmentNo', p.shipment_no, 'state', p.state, 'method', p.method, 'amountMinor', p.amount_minor,
      'handedOverMinor', p.handed_over_minor, 'capturedMinor', p.captured_minor, 'refundedMinor', p.refunded_minor, 'expiresAt', ${at('p.expires_at')},
      'deadline', ${at('p.deadline')}) order by p.no), '[]')
    from payments p where p.order_id = o.id),
  'refunds', (select coalesce(jsonb_agg(jsonb_build_object(
      'id', r.id, 'paymentId', r.payment_id, 'state', r.state, 'amountMinor', r.amount_minor,
      'ofClaim', r.claim_id is not null) order by r.payment_id, r.no), '[]')
    from refunds r where r.order_id = o.id),
  'shipments', (select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'no', s.no, 'locationId', s.location_id, 'state', s.state, 'prepaid', s.prepaid, 'tracking', s.tracking,
      'carrier', s.carrier, 'labelledAt', ${at('s.labelled_at')}, 'handedOverAt', ${at('s.handed_over_at')},
      'handOverDue', ${at('s.hand_over_due')}, 'promiseOn', ${at('s.promise_on')}, 'delayTold', s.delay_told,
      'silentAfter', ${at('s.silent_after')},
      'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineNo', sl.line_no, 'quantity', sl.quantity) order by sl.line_no), '[]')
        from shipment_lines sl where sl.shipment_id = s.id)) order by s.no), '[]')
    from shipments s where s.order_id = o.id),
  'interventions', (select coalesce(jsonb_agg(jsonb_build_object(
      'no', i.no, 'work', i.work, 'subject', i.subject, 'code', i.code, 'detail', i.detail, 'state', i.state,
      'resolution', i.resolution, 'raisedAt', ${at('i.raised_at')}) order by i.no), '[]')
    from interventions i where i.order_id = o.id)
)`;

export const orderFactsQuery = (orderId: string) =>
  sql`select ${orderFacts} as facts from orders o where o.id = ${orderId}`;

/** Its one parameter, the order's id, is $1. */
const factsText = new PgDialect().sqlToQuery(orderFactsQuery('')).sql;

const selectFacts = handWritten<{ facts: OrderFacts }>(factsText);

const selectFactsAndEffect = handWritten<{ facts: OrderFacts; effect: unknown }>(
  `select f.facts, (select e.result from effects e where e.key = $2) as effect from (${factsText}) f`,
);
