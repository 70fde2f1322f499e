/** What the batcher is compared with, on the same database and through the raw driver. */
import postgres from 'postgres';
import { registerArrayTypes } from '../../db/array-types.ts';
import type { ReservationRequest } from '../../db/inventory/reserve-stock.ts';
import { requestFor, shelf } from './shelves.ts';

export type Rivals = ReturnType<typeof createRivals>;

/** As many connections as a worker has for its transactions. */
const connections = 20;

export function createRivals(url: string) {
  const sql = postgres(url, { max: connections, fetch_types: false, onnotice: () => {} });
  registerArrayTypes(sql);

  /** What is written without a batcher: lock the shelf, look, write. False when there is too little. */
  function lockAndReserve(request: ReservationRequest): Promise<boolean> {
    const [line] = request.lines;
    if (!line) throw new Error('a request has a line');
    return sql.begin(async (tx) => {
      const [row] = await tx`
        select on_hand - reserved - safety as free from stock where sku = ${line.sku} and location_id = ${line.locationId} for update`;
      if (row?.free < line.quantity) return false;
      await tx`update stock set reserved = reserved + ${line.quantity} where sku = ${line.sku} and location_id = ${line.locationId}`;
      await tx`insert into reservation_requests (order_id, purpose, generation, digest, accepted) values (${request.orderId}, 'order', 1, 'digest', true)`;
      await tx`
        insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
        values (${request.orderId}, 1, 1, ${line.sku}, ${line.locationId}, ${line.quantity}, 'held', 1, ${request.leaseUntil})`;
      return true;
    });
  }

  /** The same rows without looking at any stock, `batch` to a statement: as fast as this database takes them. */
  async function bulkInsert(batch: number): Promise<void> {
    const requests = Array.from({ length: batch }, () => requestFor('SKU-0'));
    const ids = requests.map((r) => r.orderId);
    const leases = requests.map((r) => r.leaseUntil.toISOString());
    await sql`
      with asked as (
        insert into reservation_requests (order_id, purpose, generation, digest, accepted)
        select id, 'order', 1, 'digest of the same length as a real one', true from unnest(${ids}::text[]) id
      )
      insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
      select id, 1, 1, 'SKU-0', ${shelf}, 1, 'held', 1, lease from unnest(${ids}::text[], ${leases}::text[]::timestamptz[]) r (id, lease)`;
  }

  return {
    lockAndReserve,
    /** One autocommit insert: the least that a stored answer can cost. */
    insertOne: ({ orderId }: ReservationRequest) =>
      sql`insert into reservation_requests (order_id, purpose, generation, digest, accepted) values (${orderId}, 'order', 1, 'digest', true)`.execute(),
    bulkInsertRate: async (batch: number, seconds: number): Promise<number> => {
      const start = performance.now();
      let rows = 0;
      for (; performance.now() < start + seconds * 1000; rows += batch) await bulkInsert(batch);
      return rows / ((performance.now() - start) / 1000);
    },
    close: () => sql.end({ timeout: 2 }),
  };
}
