import { eq } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { noticeEnd } from '../../domain/exit/notice.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';
import { writeLetter } from './write-letter.ts';

/** The notice runs from the day on which the exit was asked for: an offer in between takes no time from the customer. */
export async function giveNotice(change: ProcessChange<ExitFacts>): Promise<void> {
  const { tx, facts, record } = change;
  const { id, zone } = facts;
  const { lastDay, endsAt } = noticeEnd(facts.openedAt, facts.notice, zone);
  await tx
    .update(exits)
    .set({ noticeLastDay: lastDay, noticeEndsAt: new Date(endsAt) })
    .where(eq(exits.id, id));
  record('exit.notice_given', { lastDay, endsAt: new Date(endsAt).toISOString() });
  // The last day itself; a worker of before shows it by the zone that is told.
  const day = `${lastDay}T12:00:00Z`;
  await writeLetter(change, 'notice', { lastDay: day, timeZone: 'UTC' });
}
