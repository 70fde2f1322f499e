import type { Database } from '../pool.ts';

export type ReservationRequest = {
  readonly orderId: string;
  readonly purpose: string;
  /** Counts the rounds of one order: (order, purpose, generation) is the request's key. */
  readonly generation: number;
  readonly leaseUntil: Date;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly shipmentNo: number;
    readonly sku: string;
    readonly locationId: string;
    readonly quantity: number;
  }[];
};

/**
 * Decides many requests in one statement and one commit, each all or nothing. True where the stock is now held, or was
 * held by an earlier call of the same request; in the order of the requests.
 */
export async function reserveStock(
  database: Pick<Database, 'sql'>,
  requests: readonly (ReservationRequest & { readonly digest: string })[],
): Promise<boolean[]> {
  const lines = requests.flatMap((request) => request.lines);
  const requestOfLine = requests.flatMap((request, index) => request.lines.map(() => index + 1));
  const rows = await database.sql<{ refused: number[] }[]>`
    select reserve_stock(
      ${requests.map((r) => r.orderId)}::text[], ${requests.map((r) => r.purpose)}::text[],
      ${requests.map((r) => r.generation)}::int[], ${requests.map((r) => r.digest)}::text[],
      ${requests.map((r) => r.leaseUntil.toISOString())}::text[]::timestamptz[],
      ${requestOfLine}::int[], ${lines.map((l) => l.lineNo)}::int[], ${lines.map((l) => l.shipmentNo)}::int[],
      ${lines.map((l) => l.sku)}::text[], ${lines.map((l) => l.locationId)}::text[],
      ${lines.map((l) => l.quantity)}::int[]) as refused`;
  const refused = new Set(rows[0]?.refused);
  return requests.map((_, index) => !refused.has(index + 1));
}
