import { and, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { OrderStatus } from '../../domain/orders/order-states.ts';
import type { Database } from '../pool.ts';
import { prepareOnce } from '../prepared.ts';
import { orders } from '../schema/orders.ts';

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

const { placeholder } = sql;

const conditions = {
  status: () => eq(orders.status, placeholder('status')),
  customerId: () => eq(orders.customerId, placeholder('customerId')),
  /** Merged customers are few; one alone is read along the index, in order. */
  family: () => sql`${orders.customerId} = any(${placeholder('family')}::text[])`,
  placedAfter: () => gt(orders.placedAt, sql`${placeholder('placedAfter')}::timestamptz`),
  before: () =>
    // A comparison of rows: the index is entered at this place, however deep the page lies.
    sql`(${orders.placedAt}, ${orders.id}) < (${placeholder('placedAt')}::timestamptz, ${placeholder('id')})`,
} as const satisfies Record<string, () => SQL>;

/**
 * Exactly the order of the indexes: Drizzle makes them DESC NULLS LAST, and by a plain DESC (NULLS FIRST) the planner used
 * none of them and sorted the whole table for each page.
 */
const newestFirst = [sql`${orders.placedAt} desc nulls last`, sql`${orders.id} desc nulls last`];

type Condition = keyof typeof conditions;

const statement = (names: readonly Condition[]) =>
  prepareOnce((on) =>
    on
      .select({
        id: orders.id,
        customerId: orders.customerId,
        channel: orders.channel,
        status: orders.status,
        statusSince: orders.statusSince,
        waitingUntil: orders.waitingUntil,
        currency: orders.currency,
        totalMinor: orders.totalMinor,
        placedAt: orders.placedAt,
        version: orders.version,
        placedAtText: sql<string>`${orders.placedAt}::text`,
      })
      .from(orders)
      .where(and(...names.map((name) => conditions[name]())))
      .orderBy(...newestFirst)
      .limit(placeholder('limit'))
      .prepare(`list_orders_${names.join('_')}`),
  );

/** One statement per set of conditions: an optional one as `$1 is null or …` would keep the planner off the index. */
const statements = new Map<string, ReturnType<typeof statement>>();

function statementFor(names: readonly Condition[]): ReturnType<typeof statement> {
  const key = names.join();
  const known = statements.get(key) ?? statement(names);
  statements.set(key, known);
  return known;
}

/** Orders from newest to oldest, after `position` when there is one. */
export function listOrders(
  { query }: Pick<Database, 'query'>,
  filter: OrderFilter,
  { position, limit }: { readonly position: OrderPosition | null; readonly limit: number },
): Promise<OrderSummary[]> {
  const given = (['status', 'customerId', 'family', 'placedAfter'] as const).filter(
    (name) => filter[name] !== undefined,
  );
  const names: Condition[] = position === null ? given : [...given, 'before'];
  return statementFor(names)(query).execute({ ...filter, ...position, limit });
}
