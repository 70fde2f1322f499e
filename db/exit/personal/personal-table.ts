/**
 * What the database knows about a person, column by column: the export hands it out by this, and the erasure overwrites it
 * by this. A test compares it with the schema, so that neither can forget a table.
 */
import { type SQL, sql } from 'drizzle-orm';

export type PersonalTable = {
  readonly table: string;
  /** The rows about one customer. */
  readonly rows: (customerId: SQL) => SQL;
  /** Handed out and kept: ids, codes, amounts, instants, and what tax law wants. */
  readonly kept: readonly string[];
  /** Handed out, and overwritten with this SQL. */
  readonly erased?: Readonly<Record<string, string>>;
  /** What we concluded ourselves: handed out for access and not for portability; overwritten where SQL is given. */
  readonly inferred?: Readonly<Record<string, string | null>>;
  /** Never handed out, with the reason; overwritten where SQL is given. */
  readonly withheld?: Readonly<Record<string, { readonly why: string; readonly erased?: string }>>;
};

/** The customer, and everybody who was merged into them. */
export const family = (customerId: SQL): SQL => sql`(select customer_family(${customerId}))`;

export const ordersOf = (customerId: SQL): SQL =>
  sql`(select id from orders where customer_id in ${family(customerId)})`;
export const processesOf = (customerId: SQL): SQL =>
  sql`(select id from processes where customer_id in ${family(customerId)})`;

/** Leads that became the customer, those of their deals, and all that were merged into one of these. */
export const leadsOf = (customerId: SQL): SQL => sql`(
  with recursive of_customer as (
    select id from leads where customer_id in ${family(customerId)} or opportunity_id in ${processesOf(customerId)}
    union select l.id from leads l join of_customer o on l.merged_into = o.id
  ) select id from of_customer)`;

export const ofOrders = (customerId: SQL): SQL => sql`order_id in ${ordersOf(customerId)}`;
export const ofProcesses =
  (column: string) =>
  (customerId: SQL): SQL =>
    sql`${sql.raw(column)} in ${processesOf(customerId)}`;
export const ofCustomer = (customerId: SQL): SQL => sql`customer_id in ${family(customerId)}`;

/** A text that has to be there, and one that may be absent. */
export const text = "'erased'";
export const perhaps = (column: string): string => `case when ${column} is null then null else 'erased' end`;
/** Keeps what is no text of a person's: codes, ids, numbers, instants. */
export const withoutTexts = (column: string): string => `without_texts(${column}, array[${words}])`;
/** Keeps what a tax is decided by. */
export const addressOf = (column: string): string =>
  `jsonb_build_object('name', 'erased', 'line1', 'erased', 'city', 'erased', 'region', ${column} -> 'region', 'postalCode', 'erased', 'country', ${column} -> 'country')`;

/** What people write under these goes, also where it looks like a code. */
const words = ['reason', 'reference', 'comment', 'note', 'detail', 'title', 'name', 'email', 'phone', 'city']
  .map((word) => `'${word}'`)
  .join(', ');
