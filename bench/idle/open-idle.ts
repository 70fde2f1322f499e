/** Opportunities, enrolments and cases that have nothing to do for hours, written as the API writes them. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { publishCadence } from '../../db/sales/cadences.ts';
import { calendarKey } from '../../db/staff/calendars.ts';
import { inTransaction } from '../../db/transaction.ts';
import { openCaseRow, publishDesk } from '../../test/harness/live-case.ts';
import { enrolIn, openDealIn } from '../../test/harness/live-deal.ts';

export type Idle = { readonly kind: 'opportunity' | 'enrolment' | 'case'; readonly id: string };

const dayMs = 86_400_000;

/** A third of each. Their workflows are started by the relay. */
export async function openIdle(database: Database, count: number): Promise<Idle[]> {
  const desk = await publishDesk(database);
  const step = { delayMs: dayMs, channel: 'email' as const, template: 'cadence_intro' as const, stopIf: [] };
  await inTransaction(database, (tx) =>
    publishCadence(tx, { id: 'idle', name: 'Idle', steps: [step], calendarId: desk.calendar.id, createdBy: 'bench' }),
  );
  const each = Math.ceil(count / 3);
  await database.query.execute(sql`insert into customers (id, name, email, locale, lifecycle)
    select 'CUS-IDLE-' || n, 'P', n || '@idle.example.com', 'en', 'prospect' from generate_series(1, ${each}::int) n`);
  const found: Idle[] = [];
  for (let no = 1; no <= each; no += 1) {
    const customerId = `CUS-IDLE-${no}`;
    const { calendar } = desk;
    const cadence = { cadenceId: 'idle', calendar: calendarKey(calendar), delayMs: dayMs };
    const [deal, enrolment] = await inTransaction(
      database,
      async (tx): Promise<[string, string]> => [
        await openDealIn(tx, { calendar, customerId, now: Date.now() }),
        await enrolIn(tx, { ...cadence, customerId }),
      ],
    );
    const caseId = await openCaseRow(database, desk, Date.now());
    found.push({ kind: 'opportunity', id: deal }, { kind: 'enrolment', id: enrolment }, { kind: 'case', id: caseId });
  }
  // A case is written here as if its workflow had looked already.
  await database.query.execute(sql`update processes set nudge_at = now(), alarm_at = null where kind = 'case'`);
  return found;
}
