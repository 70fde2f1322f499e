/** What a case has written: what its customer was told, the levels that fired, and what people were asked. */
import { sql } from 'drizzle-orm';
import type { World } from '../harness/world.ts';

type Rows = Pick<World, 'database'>;

export async function toldOf({ database }: Rows, id: string): Promise<string[]> {
  const rows = await database.query.execute<{ step: string; template: string }>(
    sql`select step, template from messages where process = ${`case/${id}`} order by created_at, id`,
  );
  return rows.map(({ template }) => template);
}

export async function levelsOf({ database }: Rows, id: string): Promise<string[]> {
  const rows = await database.query.execute<{ level: string }>(
    sql`select clock || ' ' || no || ' ' || percent as level from case_levels where case_id = ${id} order by due_at, percent`,
  );
  return rows.map(({ level }) => level);
}

type AskedTask = { kind: string; role: string; state: string; subject: string; person: string | null };

export const tasksAbout = ({ database }: Rows, id: string) =>
  database.query.execute<AskedTask>(
    sql`select kind, role, state, subject, details ->> 'person' as person from tasks where subject like ${`${id}%`} order by raised_at, subject`,
  );
