/** Opening a deal, from the outside or from a lead. */
import { assignOwners, calendarIdOf } from '../../db/sales/assign-owner.ts';
import { newestCalendar } from '../../db/staff/calendars.ts';
import type { Tx } from '../../db/transaction.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import type { Lead } from '../../domain/sales/assign-lead.ts';
import { noCalendar, noCalendarOf } from '../missing-things.ts';
import { invalidRequest } from '../problem.ts';

export type Ownership = { readonly owner: string; readonly calendar: WorkingCalendar };

type Wanted = {
  readonly owner: string | null;
  readonly calendar: string | undefined;
  readonly team: string;
  readonly lead: Lead;
  readonly caller: string;
  readonly now: number;
};

/** Whose deal it is and whose working days count. Refuses an unknown calendar; nothing of the request is kept then. */
export async function ownershipOf(tx: Tx, wanted: Wanted): Promise<Ownership> {
  const { team, lead, caller, now } = wanted;
  const owner = wanted.owner ?? (await assignOwners(tx, { team, leads: [lead], now }))[0] ?? caller;
  const id = wanted.calendar ?? (await calendarIdOf(tx, owner));
  const calendar = id === null ? null : await newestCalendar(tx, id);
  if (calendar === null) {
    const detail = id === null ? noCalendarOf(owner) : noCalendar(id);
    throw invalidRequest([{ pointer: '/calendar', code: 'unknown_calendar', detail }]);
  }
  return { owner, calendar };
}
