import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';
import { exportedColumns, personalTables } from './personal/tables.ts';

export type PersonalRows = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
};

/** Everything we hold about a customer, table by table; `portability` leaves out what we concluded ourselves. */
export async function readPersonal(
  tx: Tx,
  customerId: string,
  purpose: 'access' | 'portability',
): Promise<PersonalRows[]> {
  const all: PersonalRows[] = [];
  for (const table of personalTables) {
    const columns = exportedColumns(table, purpose);
    const fields = sql.join(
      columns.map((column) => sql`${sql.identifier(column)}`),
      sql`, `,
    );
    // As JSON, so that instants, amounts and documents come as the database writes them.
    const rows = await tx.execute<{ row: Record<string, unknown> }>(sql`
      select to_jsonb(r) as row from (
        select ${fields} from ${sql.identifier(table.table)} where ${table.rows(sql`${customerId}::text`)}) r
      order by to_jsonb(r)::text`);
    all.push({ table: table.table, columns, rows: rows.map(({ row }) => row) });
  }
  return all;
}
