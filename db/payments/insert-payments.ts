import { handWritten } from '../prepared.ts';
import type { Tx } from '../transaction.ts';

/**
 * New payments of an order whose row is locked, one per shipment, by the order's present method. Numbered on from the last:
 * `ORD-…-P1`, and so on.
 */
export async function insertPayments(
  tx: Tx,
  orderId: string,
  charged: readonly { readonly shipmentNo: number; readonly amountMinor: number }[],
): Promise<void> {
  if (charged.length === 0) return;
  await insertNumbered(
    tx,
    orderId,
    charged.map((payment) => payment.shipmentNo),
    charged.map((payment) => payment.amountMinor),
  );
}

const insertNumbered = handWritten(`
  insert into payments (id, order_id, no, shipment_no, method, token, currency, amount_minor)
  select o.id || '-P' || last.no + p.no, o.id, last.no + p.no, p.shipment_no, o.payment_method, o.payment_token, o.currency, p.amount
  from orders o
  cross join lateral (select coalesce(max(e.no), 0) as no from payments e where e.order_id = o.id) last
  cross join unnest($2::int[], $3::bigint[]) with ordinality p (shipment_no, amount, no)
  where o.id = $1`);
