/** What the rows say about an order, for tests that look at outcomes instead of calls. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';

const ledgerColumns = ['ordered', 'reserved', 'backordered', 'shipped', 'delivered', 'cancelled', 'refunded'] as const;
type Ledger = Readonly<Record<string, number>>;

export type OrderRows = ReturnType<typeof orderRows>;

export function orderRows({ query }: Database) {
  const rows = <T extends Record<string, unknown>>(statement: ReturnType<typeof sql>) => query.execute<T>(statement);

  return {
    /** Per line what is not zero: `[{ ordered: 3, reserved: 1, backordered: 2 }]`. */
    ledger: async (orderId: string): Promise<Ledger[]> => {
      const lines = await rows<Record<string, number>>(
        sql`select ordered, reserved, backordered, shipped, delivered, cancelled, refunded from order_lines where order_id = ${orderId} order by line_no`,
      );
      return lines.map((line) => Object.fromEntries(ledgerColumns.map((c) => [c, line[c] ?? 0]).filter(([, n]) => n)));
    },

    /** `{ 'LAMP@MTL': [onHand, reserved] }` of one SKU. */
    shelf: async (sku: string): Promise<Record<string, [number, number]>> => {
      const found = await rows<{ at: string; on_hand: number; reserved: number }>(
        sql`select location_id as at, on_hand, reserved from stock where sku = ${sku} order by location_id`,
      );
      return Object.fromEntries(found.map((row) => [row.at, [row.on_hand, row.reserved]]));
    },

    /** `['1 MTL labelled', …]` in the order they were made. */
    shipments: async (orderId: string): Promise<string[]> => {
      const found = await rows<{ no: number; location_id: string; state: string }>(
        sql`select no, location_id, state from shipments where order_id = ${orderId} order by no`,
      );
      return found.map((row) => `${row.no} ${row.location_id} ${row.state}`);
    },

    /** `[{ id, shipment, state, method, amount, captured, refunded }]`, amounts in minor units. */
    payments: async (orderId: string) => [
      ...(await rows<{ id: string; shipment: number; state: string; amount: number; captured: number }>(
        sql`select id, shipment_no as shipment, state, method, amount_minor::float8 as amount, captured_minor::float8 as captured,
            refunded_minor::float8 as refunded from payments where order_id = ${orderId} order by no`,
      )),
    ],

    /** What a claim credited to its customer's account, in minor units. */
    credits: async (claimId: string): Promise<number[]> => {
      const found = await rows<{ amount: number }>(
        sql`select amount_minor::float8 as amount from customer_credits where claim_id = ${claimId} order by no`,
      );
      return found.map((row) => row.amount);
    },

    /** `['fraud open', 'manual released']`. */
    holds: async (orderId: string): Promise<string[]> => {
      const found = await rows<{ kind: string; state: string }>(
        sql`select kind, state from holds where order_id = ${orderId} order by kind, no`,
      );
      return found.map((row) => `${row.kind} ${row.state}`);
    },

    offer: async (orderId: string) => {
      const found = await rows<{ version: number; short: object[]; options: string[]; state: string; choice: string }>(
        sql`select version, short, options, fallback, state, choice from offers where order_id = ${orderId} order by version desc limit 1`,
      );
      return found[0];
    },

    approval: async (orderId: string) => {
      const found = await rows<{
        id: string;
        no: number;
        digest: string;
        state: string;
        role: string;
        amount: number;
        decided_by: string | null;
        reasons: string[];
      }>(
        sql`select id, no, digest, state, approver_role as role, amount_minor::float8 as amount, decided_by, reasons
          from approvals where order_id = ${orderId} order by no desc limit 1`,
      );
      const row = found[0];
      if (!row) throw new Error(`order ${orderId} has no approval`);
      return row;
    },

    events: async (orderId: string): Promise<string[]> => {
      const found = await rows<{ type: string }>(
        sql`select type from events where aggregate = 'order' and aggregate_id = ${orderId} order by seq`,
      );
      return found.map((row) => row.type);
    },

    total: async (orderId: string): Promise<number> => {
      const found = await rows<{ total: number }>(
        sql`select total_minor::float8 as total from orders where id = ${orderId}`,
      );
      return found[0]?.total ?? Number.NaN;
    },

    version: async (orderId: string): Promise<number> => {
      const found = await rows<{ version: number }>(sql`select version from orders where id = ${orderId}`);
      return found[0]?.version ?? Number.NaN;
    },

    /** Shelves whose counter is not the sum of the open rows, and rows of closed orders that still hold something: always none. */
    misfits: async () => [
      ...(await rows(sql`
        select s.sku, s.location_id, s.reserved, coalesce(sum(r.quantity), 0)::int as rows
        from stock s left join reservations r on r.sku = s.sku and r.location_id = s.location_id and r.state in ('held', 'committed')
        group by s.sku, s.location_id, s.reserved having s.reserved <> coalesce(sum(r.quantity), 0)
        union all
        select r.sku, r.order_id, r.quantity, r.id::int from reservations r join orders o on o.id = r.order_id
        where r.state in ('held', 'committed', 'backordered') and o.status in ('completed', 'cancelled')
        union all
        select s.sku, s.location_id, s.on_hand, sum(m.quantity)::int from stock s join stock_movements m using (sku, location_id)
        group by s.sku, s.location_id, s.on_hand having s.on_hand <> sum(m.quantity)`)),
    ],
  };
}
