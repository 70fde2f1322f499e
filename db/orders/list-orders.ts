import type { OrderStatus } from '../../domain/orders/order-states.ts';
import type { Database } from '../pool.ts';
import { handWritten } from '../prepared.ts';

export type OrderSummary = {
  readonly id: string;
  readonly customerId: string;
  readonly channel: string;
  readonly status: OrderStatus;
  readonly statusSince: Date;
  readonly waitingUntil: Date | null;
  readonly currency: string;
  readonly totalMinor: number;
  readonly placedAt: Date;
  readonly version: number;
  /** Where it stands in the list; a `Date` would lose the microseconds. */
  readonly placedAtText: string;
};

/** Where a page ended: the last order's instant, as the database writes it, and id. */
export type OrderPosition = { readonly placedAt: string; readonly id: string };

export type OrderFilter = {
  readonly status?: OrderStatus | undefined;
  readonly customerId?: string | undefined;
  /** Customers who are one by a merge. */
  readonly family?: readonly string[] | undefined;
  /** Exclusive, RFC 3339. */
  readonly placedAfter?: string | undefined;
};

/** By `$1` and so on: a comparison of rows enters the index at its place, however deep the page lies. */
const conditions = {
  status: (first: number) => `status = $${first}`,
  customerId: (first: number) => `customer_id = $${first}`,
  /** Merged customers are few. */
  family: (first: number) => `customer_id = any($${first}::text[])`,
  placedAfter: (first: number) => `placed_at > $${first}::timestamptz`,
  before: (first: number) => `(placed_at, id) < ($${first}::timestamptz, $${first + 1})`,
} as const;

type Condition = keyof typeof conditions;

type Row = Omit<OrderSummary, 'statusSince' | 'waitingUntil' | 'placedAt'> & {
  readonly statusSince: string;
  readonly waitingUntil: string | null;
  readonly placedAt: string;
};

/**
 * Sorted exactly as the indexes are: Drizzle makes them DESC NULLS LAST, and by a plain DESC (NULLS FIRST) the planner used
 * none of them and sorted the whole table for each page.
 */
function statement(names: readonly Condition[]) {
  const where = names.map((name, index) => conditions[name](index + 1)).join(' and ');
  const parameters = names.length + (names.includes('before') ? 1 : 0);
  return handWritten<Row>(`
    select id, customer_id as "customerId", channel, status, status_since as "statusSince", waiting_until as "waitingUntil",
      currency, total_minor as "totalMinor", placed_at as "placedAt", version, placed_at::text as "placedAtText"
    from orders ${where && `where ${where}`}
    order by placed_at desc nulls last, id desc nulls last
    limit $${parameters + 1}`);
}

/** One statement per set of conditions: an optional one as `$1 is null or …` would keep the planner off the index. */
const statements = new Map<string, ReturnType<typeof statement>>();

function statementFor(names: readonly Condition[]): ReturnType<typeof statement> {
  const key = names.join();
  const known = statements.get(key) ?? statement(names);
  statements.set(key, known);
  return known;
}

/** Of a family: one alone is read along the index, in order. */
export const ordersOfFamily = (family: readonly string[]): Pick<OrderFilter, 'customerId' | 'family'> =>
  family.length > 1 ? { family } : { customerId: family[0] };

const optional = ['status', 'customerId', 'family', 'placedAfter'] as const;

/** Orders from newest to oldest, after `position` when there is one. */
export async function listOrders(
  { query }: Pick<Database, 'query'>,
  filter: OrderFilter,
  { position, limit }: { readonly position: OrderPosition | null; readonly limit: number },
): Promise<OrderSummary[]> {
  const given = optional.filter((name) => filter[name] !== undefined);
  const values = given.map((name) => filter[name] ?? null);
  const rows = position
    ? await statementFor([...given, 'before'])(query, ...values, position.placedAt, position.id, limit)
    : await statementFor(given)(query, ...values, limit);
  return rows.map(asSummary);
}

function asSummary(row: Row): OrderSummary {
  return {
    ...row,
    statusSince: new Date(row.statusSince),
    waitingUntil: row.waitingUntil === null ? null : new Date(row.waitingUntil),
    placedAt: new Date(row.placedAt),
  };
}
