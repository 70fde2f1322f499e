import type { Database } from '../pool.ts';
import { handWritten } from '../prepared.ts';

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
  database: Pick<Database, 'query'>,
  requests: readonly (ReservationRequest & { readonly digest: string })[],
): Promise<boolean[]> {
  const lines = requests.flatMap((request) => request.lines);
  const requestOfLine = requests.flatMap((request, index) => request.lines.map(() => index + 1));
  const [row] = await callReserveStock(
    database.query,
    requests.map((r) => r.orderId),
    requests.map((r) => r.purpose),
    requests.map((r) => r.generation),
    requests.map((r) => r.digest),
    requests.map((r) => r.leaseUntil.toISOString()),
    requestOfLine,
    lines.map((l) => l.lineNo),
    lines.map((l) => l.shipmentNo),
    lines.map((l) => l.sku),
    lines.map((l) => l.locationId),
    lines.map((l) => l.quantity),
  );
  const refused = new Set(row?.refused);
  return requests.map((_, index) => !refused.has(index + 1));
}

const callReserveStock = handWritten<{ refused: number[] }>(`
select reserve_stock($1::text[], $2::text[], $3::int[], $4::text[], $5::text[]::timestamptz[], $6::int[], $7::int[], $8::int[],
  $9::text[], $10::text[], $11::int[]) as refused`);
