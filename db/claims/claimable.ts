import { and, eq, sql } from 'drizzle-orm';
import { type ClaimLedger, claimableUnits } from '../../domain/claims/claim-ledger.ts';
import type { ClaimKind } from '../../domain/claims/claim-states.ts';
import { owesCapture } from '../../domain/orders/due-work.ts';
import { hasLeft, type OrderFacts, unitsIn } from '../../domain/orders/order-facts.ts';
import { claimLines } from '../schema/claims.ts';
import { orderLines } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';

export type ClaimableLine = {
  readonly lineNo: number;
  readonly sku: string;
  readonly ledger: ClaimLedger;
  /** Epoch ms. */
  readonly deliveredAt: number | null;
  readonly handedOverAt: number | null;
};

/**
 * The lines of an order whose row is locked. The order's ledger moves a unit that came back to the sender out of
 * `delivered`; the claims' ledger counts it there and takes it off again. A lost parcel is written off and stays claimable.
 */
export async function claimableLines(tx: Tx, orderId: string): Promise<ClaimableLine[]> {
  const rows = await tx.execute<Record<'no' | 'shipped' | 'delivered' | 'claimed' | 'sent_back', number> & Timed>(sql`
    select l.line_no as no, l.sku, l.shipped, l.delivered, l.claimed,
      l.returned + l.written_off - coalesce(p.lost, 0)::int as sent_back,
      (extract(epoch from p.delivered_at) * 1000)::float8 as delivered_at,
      (extract(epoch from p.handed_over_at) * 1000)::float8 as handed_over_at
    from order_lines l left join (
      select sl.line_no, sum(sl.quantity) filter (where s.tracking = 'lost') as lost,
        max(s.tracking_since) filter (where s.tracking = 'delivered') as delivered_at, min(s.handed_over_at) as handed_over_at
      from shipments s join shipment_lines sl on sl.shipment_id = s.id
      where s.order_id = ${orderId} and s.state in ('handed_over', 'ended') group by 1
    ) p on p.line_no = l.line_no
    where l.order_id = ${orderId} order by l.line_no`);
  return rows.map((row) => ({
    lineNo: row.no,
    sku: row.sku,
    ledger: {
      ...{ shipped: row.shipped, delivered: row.delivered + row.sent_back, claimed: row.claimed },
      ...{ returned: 0, returnedToSender: row.sent_back, refunded: 0 },
    },
    deliveredAt: row.delivered_at,
    handedOverAt: row.handed_over_at,
  }));
}

type Timed = { sku: string; delivered_at: number | null; handed_over_at: number | null };

export type HeldUnits = { readonly lineNo: number; readonly units: number };

/** As many units as may be claimed, all or none of them per line: what is held now. The order's row is locked. */
export function unitsToHold(
  lines: readonly ClaimableLine[],
  kind: ClaimKind,
  asked: readonly HeldUnits[],
): HeldUnits[] {
  return asked.map(({ lineNo, units }) => {
    const line = lines.find((one) => one.lineNo === lineNo);
    return { lineNo, units: line && units <= claimableUnits(line.ledger, kind) ? units : 0 };
  });
}

/**
 * The parcel whose capture must be known before so many units may be claimed: what is given back is drawn on what was
 * captured, and is not drawn again later. Null where the money for them is in our hands, or where they are too many anyway.
 */
export function awaitedCapture(
  order: OrderFacts,
  lines: readonly ClaimableLine[],
  { kind, asked }: { readonly kind: ClaimKind; readonly asked: readonly HeldUnits[] },
): string | null {
  for (const { lineNo, units } of asked) {
    const ledger = lines.find((one) => one.lineNo === lineNo)?.ledger;
    if (!ledger || units > claimableUnits(ledger, kind)) continue;
    const unpaid = order.shipments.filter((s) => hasLeft(s) && unitsIn(s, lineNo) > 0 && owesCapture(order, s.no));
    const paid = claimableUnits(ledger, 'missing') - unpaid.reduce((sum, s) => sum + unitsIn(s, lineNo), 0);
    if (units > paid) return unpaid[0]?.id ?? null;
  }
  return null;
}

/** Counts units of a locked order as claimed, or gives them back with negative ones. */
export async function moveClaimed(tx: Tx, orderId: string, units: readonly HeldUnits[]): Promise<void> {
  for (const { lineNo, units: moved } of units.filter((one) => one.units !== 0)) {
    await tx
      .update(orderLines)
      .set({ claimed: sql`${orderLines.claimed} + ${moved}` })
      .where(and(eq(orderLines.orderId, orderId), eq(orderLines.lineNo, lineNo)));
  }
}

/** What a claim holds of its lines from now on. */
export async function setHeld(tx: Tx, claimId: string, lines: readonly HeldUnits[]): Promise<void> {
  for (const { lineNo, units } of lines) {
    await tx
      .update(claimLines)
      .set({ held: units })
      .where(and(eq(claimLines.claimId, claimId), eq(claimLines.lineNo, lineNo)));
  }
}
