import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';

/**
 * What a restore of a backup does to the rows: `keep` is the backup, what it gives back puts every table back to that
 * instant. Sequences go on, as the operator is told to see to. Nothing that writes may be under way meanwhile.
 */
export async function keep({ query }: Pick<Database, 'query'>): Promise<() => Promise<void>> {
  await query.execute(sql`
    do $$ declare named text; begin
      drop schema if exists kept cascade;
      create schema kept;
      for named in select tablename from pg_tables where schemaname = 'public' loop
        execute format('create table kept.%1$I as select * from public.%1$I', named);
      end loop;
    end $$`);
  return async () => {
    await query.execute(sql`
      do $$ declare named text; columns text; begin
        set local session_replication_role = replica;
        for named in select tablename from pg_tables where schemaname = 'public' loop
          select string_agg(quote_ident(column_name), ',') into columns from information_schema.columns
          where table_schema = 'public' and table_name = named and is_generated = 'NEVER';
          execute format('delete from public.%I', named);
          execute format('insert into public.%1$I (%2$s) overriding system value select %2$s from kept.%1$I', named, columns);
        end loop;
      end $$`);
  };
}
