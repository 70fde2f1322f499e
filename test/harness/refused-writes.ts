/** What a transaction does when one of its writes fails: nothing may be left of it. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';

/** While `work` runs, the database refuses every write to a table. */
export async function refusingWrites<T>({ query }: Database, table: string, work: () => Promise<T>): Promise<T> {
  const name = sql.identifier(table);
  await query.execute(sql`
    create or replace function refuse_write() returns trigger language plpgsql as
    $$ begin raise exception 'refused for a test' using errcode = 'P0099'; end $$`);
  await query.execute(
    sql`create trigger refuse_write before insert or update or delete on ${name} for each row execute function refuse_write()`,
  );
  try {
    return await work();
  } finally {
    await query.execute(sql`drop trigger refuse_write on ${name}`);
  }
}

/** A relay writes these at any time. */
const ofTheRelay = ['nudge_at', 'nudged_since', 'deliveries', 'next_delivery_at'];

/** A digest of every row of every table of ours, by table. */
export async function digests({ query }: Database): Promise<Map<string, string>> {
  const tables = await query.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      and table_name <> 'customer_news'`, // the relay empties it at any moment
  );
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const [row] = await query.execute<{ digest: string }>(
      sql`select coalesce(md5(string_agg(row, '|' order by row)), '') as digest
        from (select (to_jsonb(t) - ${sql.param(ofTheRelay)}::text[])::text as row from ${sql.identifier(name)} t) rows`,
    );
    found.set(name, row?.digest ?? '');
  }
  return found;
}

/** The tables that differ, by name. */
export function changedTables(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].flatMap(([name, digest]) => (before.get(name) === digest ? [] : [name])).sort();
}
