import { sql } from 'drizzle-orm';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** Something a person must look at. Instants are epoch ms. */
export type OpenTask = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly orderId: string | null;
  readonly role: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly raisedAt: number;
  readonly dueAt: number | null;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly raisedAtText: string;
};

export type TaskPosition = { readonly role: string; readonly raisedAt: string; readonly id: string };

type Page = {
  readonly role?: string | undefined;
  readonly position: TaskPosition | null;
  readonly limit: number;
};

/** Open tasks of one role or of all, role by role and the oldest first: the order of their index. */
export async function listOpenTasks(
  database: Pick<Database, 'query'>,
  { role, position, limit }: Page,
): Promise<OpenTask[]> {
  const ofRole = role === undefined ? sql.raw('') : sql`and t.role = ${role}`;
  const after = position
    ? sql`and (t.role, t.raised_at, t.id) > (${position.role}, ${position.raisedAt}::timestamptz, ${position.id})`
    : sql.raw('');
  const rows = await database.query.execute<OpenTask>(sql`
    select t.id, t.kind, t.subject, t.order_id as "orderId", t.role, t.details, ${at('t.raised_at')} as "raisedAt",
      ${at('t.due_at')} as "dueAt", t.raised_at::text as "raisedAtText"
    from tasks t where t.state = 'open' ${ofRole} ${after} order by t.role, t.raised_at, t.id limit ${limit}`);
  return [...rows];
}
