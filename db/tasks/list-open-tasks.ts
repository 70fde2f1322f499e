import { type SQL, sql } from 'drizzle-orm';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** Something a person must look at. Instants are epoch ms. */
export type OpenTask = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly orderId: string | null;
  readonly role: string;
  /** Of that role, the one it is for. */
  readonly person: string | null;
  readonly customerId: string | null;
  /** The process that waits for it. */
  readonly processId: string | null;
  readonly evidenceWanted: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly raisedAt: number;
  readonly dueAt: number | null;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly raisedAtText: string;
};

export type TaskPosition = { readonly role: string; readonly raisedAt: string; readonly id: string };

export type TaskFilter = {
  readonly role?: string | undefined;
  readonly person?: string | undefined;
  readonly subject?: string | undefined;
  /** With whoever was merged into them. */
  readonly customer?: string | undefined;
  readonly process?: string | undefined;
  /** Whether its instant has passed; a task without one is never overdue. */
  readonly overdue?: boolean | undefined;
};

type Page = TaskFilter & {
  readonly position: TaskPosition | null;
  readonly limit: number;
};

/** Open tasks, role by role and the oldest first: the order of their index. */
export async function listOpenTasks(
  database: Pick<Database, 'query'>,
  { position, limit, ...filter }: Page,
): Promise<OpenTask[]> {
  const after = position
    ? sql`and (t.role, t.raised_at, t.id) > (${position.role}, ${position.raisedAt}::timestamptz, ${position.id})`
    : sql.raw('');
  const rows = await database.query.execute<OpenTask>(sql`
    select t.id, t.kind, t.subject, t.order_id as "orderId", t.role, t.person, t.customer_id as "customerId",
      t.process_id as "processId", t.evidence_wanted as "evidenceWanted", t.details,
      ${at('t.raised_at')} as "raisedAt", ${at('t.due_at')} as "dueAt", t.raised_at::text as "raisedAtText"
    from tasks t where t.state = 'open' ${matching(filter)} ${after} order by t.role, t.raised_at, t.id limit ${limit}`);
  return [...rows];
}

/** Only what is asked for stands in the statement, so that each has its index. */
function matching({ role, person, subject, customer, process, overdue }: TaskFilter): SQL {
  const wanted = [
    role === undefined ? null : sql`and t.role = ${role}`,
    person === undefined ? null : sql`and t.person = ${person}`,
    subject === undefined ? null : sql`and t.subject = ${subject}`,
    customer === undefined ? null : sql`and t.customer_id in (select customer_family(${customer}))`,
    process === undefined ? null : sql`and t.process_id = ${process}`,
    overdue === undefined ? null : sql`and (t.due_at is not null and t.due_at < now()) = ${overdue}`,
  ];
  return sql.join(
    wanted.filter((condition) => condition !== null),
    sql.raw(' '),
  );
}
