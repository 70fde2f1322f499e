import { sql } from 'drizzle-orm';
import type { Shortage } from '../../domain/inventory/expected-date.ts';
import type { PlanReason } from '../../domain/inventory/plan-reasons.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { shortagesOfOrder } from '../inventory/shortages.ts';
import type { Database } from '../pool.ts';
import { at, orderFactsQuery } from './load-facts.ts';

/** What a reader sees and no rule asks for. Rows carry the key they have in `OrderFacts`; instants are epoch ms. */
export type OrderDetails = {
  readonly channel: string;
  readonly priority: number;
  readonly shipTo: Address;
  readonly promiseOn: number | null;
  readonly planReasons: readonly PlanReason[];
  readonly lines: readonly {
    readonly lineNo: number;
    /** Null when the product has left the catalogue. */
    readonly nameEn: string | null;
    readonly nameFr: string | null;
    readonly unitPriceMinor: number;
    readonly taxRatePpm: number;
    readonly discountMinor: number;
    readonly parts: readonly { readonly sku: string; readonly quantity: number }[];
  }[];
  readonly shipments: readonly ShipmentDetails[];
  readonly payments: readonly { readonly id: string; readonly refusalCode: string | null }[];
  readonly refunds: readonly {
    readonly id: string;
    readonly reason: string;
    readonly failureCode: string | null;
    readonly requestedAt: number;
    readonly settledAt: number | null;
  }[];
  readonly holds: readonly { readonly kind: string; readonly raisedBy: string }[];
  /** Of the newest approval. */
  readonly approval: {
    readonly decidedBy: string | null;
    readonly decidedAt: number | null;
    readonly reason: string | null;
  } | null;
  /** Those that were previewed and neither confirmed nor dropped. */
  readonly amendments: readonly AmendmentView[];
  /** Empty for an order that is short of nothing. */
  readonly shortages: readonly Shortage[];
};

export type ShipmentDetails = {
  readonly id: string;
  readonly shipTo: Address;
  readonly service: string | null;
  readonly serviceReason: string | null;
  readonly rateMinor: number | null;
  readonly rateCurrency: string | null;
  readonly trackingCode: string | null;
  readonly trackingUrl: string | null;
  readonly labelUrl: string | null;
  readonly trackingSince: number | null;
  readonly failedAttempts: number;
  readonly lastScanAt: number | null;
  readonly lines: readonly { readonly lineNo: number; readonly restocked: number; readonly writtenOff: number }[];
};

export type AmendmentView = {
  readonly no: number;
  readonly baseVersion: number;
  readonly requestedBy: string;
  readonly requestedAt: number;
  /** As the preview command stored it. */
  readonly preview: {
    readonly added: readonly { readonly sku: string; readonly quantity: number; readonly totalMinor: number }[];
    readonly removed: readonly UnitsOfLine[];
    readonly deltaMinor: number;
    readonly shipTo?: Address;
  };
};

export type OrderView = { readonly facts: OrderFacts; readonly details: OrderDetails };

/** All there is to read about an order, in one statement and so in one snapshot; null for an unknown id. */
export async function viewOrder(database: Pick<Database, 'query'>, orderId: string): Promise<OrderView | null> {
  const rows = await database.query.execute<OrderView>(sql`
    select f.facts, ${details} as details from (${orderFactsQuery(orderId)}) f, orders o where o.id = ${orderId}`);
  return rows[0] ?? null;
}

const details = sql`jsonb_build_object(
  'channel', o.channel, 'priority', o.priority, 'shipTo', o.ship_to, 'promiseOn', ${at('o.promise_on')}, 'planReasons', o.plan_reasons,
  'shortages', ${shortagesOfOrder},
  'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineNo', l.line_no, 'nameEn', p.name_en, 'nameFr', p.name_fr,
      'unitPriceMinor', l.unit_price_minor, 'taxRatePpm', l.tax_rate_ppm, 'discountMinor', l.discount_minor,
      'parts', l.parts) order by l.line_no), '[]')
    from order_lines l left join products p on p.sku = l.sku where l.order_id = o.id),
  'shipments', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'shipTo', coalesce(s.ship_to, o.ship_to), 'service', s.service,
      'serviceReason', s.service_reason, 'rateMinor', s.rate_minor, 'rateCurrency', s.rate_currency,
      'trackingCode', s.tracking_code, 'trackingUrl', s.tracking_url, 'labelUrl', s.label_url,
      'trackingSince', ${at('s.tracking_since')}, 'failedAttempts', s.failed_attempts,
      'lastScanAt', ${at('s.last_scan_at')},
      'lines', (select coalesce(jsonb_agg(jsonb_build_object('lineNo', sl.line_no, 'restocked', sl.restocked,
          'writtenOff', sl.written_off) order by sl.line_no), '[]')
        from shipment_lines sl where sl.shipment_id = s.id)) order by s.no), '[]')
    from shipments s where s.order_id = o.id),
  'payments', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'refusalCode', p.refusal_code) order by p.no), '[]')
    from payments p where p.order_id = o.id),
  'refunds', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'reason', r.reason, 'failureCode', r.failure_code,
      'requestedAt', ${at('r.requested_at')}, 'settledAt', ${at('r.settled_at')}) order by r.payment_id, r.no), '[]')
    from refunds r where r.order_id = o.id),
  'holds', (select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'raisedBy', h.raised_by) order by h.kind), '[]')
    from holds h where h.order_id = o.id and h.state = 'open'),
  'approval', (select jsonb_build_object('decidedBy', a.decided_by,
      'decidedAt', ${at('a.decided_at')}, 'reason', a.reason)
    from approvals a where a.order_id = o.id order by a.no desc limit 1),
  'amendments', (select coalesce(jsonb_agg(jsonb_build_object('no', m.no, 'baseVersion', m.base_version,
      'requestedBy', m.requested_by, 'requestedAt', ${at('m.requested_at')}, 'preview', m.preview) order by m.no), '[]')
    from amendments m where m.order_id = o.id and m.state = 'previewed'))`;
