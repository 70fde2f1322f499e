import { sql } from 'drizzle-orm';
import type { PlanSubject } from '../../domain/approvals/plan-problems.ts';
import type { Tx } from '../transaction.ts';
import { appendEvents, type NewEvent } from './append-events.ts';

/** Settings that are a table of their own and have no row that counts their versions. */
export type Setting = 'tax-rates' | 'approval-limits' | `approval-plans/${PlanSubject}`;

/** Waits for other writers of the same setting until they commit; its version: how many events it has. */
export async function lockSetting(tx: Tx, setting: Setting): Promise<number> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`setting/${setting}`}))`);
  // A statement of its own: its snapshot is younger than the lock, so it sees what the writer before committed.
  return settingVersion(tx, setting);
}

export async function settingVersion(on: Pick<Tx, 'execute'>, setting: Setting): Promise<number> {
  const rows = await on.execute<{ seq: number }>(
    sql`select coalesce(max(seq), 0)::int as seq from events where aggregate_id = ${setting}`,
  );
  return rows[0]?.seq ?? 0;
}

/** One more event of a setting, numbered without gaps; returns its version from then on. */
export async function appendSettingEvent(tx: Tx, setting: Setting, actor: string, event: NewEvent): Promise<number> {
  const version = await lockSetting(tx, setting);
  return appendEvents(tx, { aggregate: 'setting', id: setting, version, actor }, [event]);
}
