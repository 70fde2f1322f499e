import { sql } from 'drizzle-orm';
import type { Tx } from '../transaction.ts';
import { appendEvents, type NewEvent } from './append-events.ts';

/** Settings that are a table of their own and have no row that counts their versions. */
export type Setting = 'tax-rates' | 'approval-limits';

/** One more event of a setting, numbered without gaps. Waits for other writers of the same setting until they commit. */
export async function appendSettingEvent(tx: Tx, setting: Setting, actor: string, event: NewEvent): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`setting/${setting}`}))`);
  // A statement of its own: its snapshot is younger than the lock, so it sees what the writer before committed.
  const rows = await tx.execute<{ seq: number }>(
    sql`select coalesce(max(seq), 0)::int as seq from events where aggregate_id = ${setting}`,
  );
  await appendEvents(tx, { aggregate: 'setting', id: setting, version: rows[0]?.seq ?? 0, actor }, [event]);
}
