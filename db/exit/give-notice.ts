import { eq } from 'drizzle-orm';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { noticeEnd } from '../../domain/exit/notice.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exits } from '../schema/exit.ts';

/** The notice runs from the day on which the exit was asked for: an offer in between takes no time from the customer. */
export async function giveNotice({ tx, facts, now, record }: ProcessChange<ExitFacts>): Promise<void> {
  const { id, customerId, kind, zone } = facts;
  const { lastDay, endsAt } = noticeEnd(facts.openedAt, facts.notice, zone);
  await tx
    .update(exits)
    .set({ noticeLastDay: lastDay, noticeEndsAt: new Date(endsAt) })
    .where(eq(exits.id, id));
  record('exit.notice_given', { lastDay, endsAt: new Date(endsAt).toISOString() });
  // The last day itself; a worker of before shows it by the zone that is told.
  const day = `${lastDay}T12:00:00Z`;
  const told = { customerId, process: `exit/${id}`, step: 'notice', now };
  if (kind === 'customer_request') {
    const params = { exit: id, lastDay: day, timeZone: 'UTC' };
    return void (await tellCustomer(tx, { ...told, template: 'exit_notice', params }));
  }
  await tellCustomer(tx, { ...told, template: 'exit_notice_by_us', params: { exit: id, lastDay: day } });
}
