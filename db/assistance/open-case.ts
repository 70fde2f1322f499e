import type { CaseChannel } from '../../domain/assistance/case.ts';
import type { CasePolicy, CasePriority } from '../../domain/assistance/case-policy.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import { cases } from '../schema/assistance.ts';
import { calendarKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';
import { askForOwner } from './ask-for-owner.ts';
import { chooseOwner } from './choose-owner.ts';
import type { Sla } from './slas.ts';
import { turnClocks } from './turn-clocks.ts';
import { writeMessage } from './write-message.ts';

export type NewCase = {
  readonly id: string;
  readonly customerId: string;
  /** Of the customer. */
  readonly language: string;
  readonly subject: string;
  readonly body: string;
  readonly channel: CaseChannel;
  readonly priority: CasePriority;
  readonly sla: Sla;
  readonly calendar: WorkingCalendar;
  readonly team: string;
  readonly orderId: string | null;
  readonly policy: CasePolicy;
  /** Epoch ms. */
  readonly now: number;
};

/** Writes a new case with the message that opened it, starts its clocks, gives it to whose turn it is and tells the customer. */
export async function openCase(tx: Tx, opened: NewCase): Promise<void> {
  const { id, customerId, language, sla, calendar, team, body, now, ...rest } = opened;
  const { subject, channel, priority, orderId, policy } = rest;
  const ownerId = await chooseOwner(tx, { team, language, now });
  await tx.insert(cases).values({
    ...{ id, subject, channel, priority, orderId, policy, team, ownerId },
    ...{ slaId: sla.id, slaVersion: sla.version },
  });
  const facts = { id, events: [], fired: [], messages: 0 };
  const targets = sla.targets[priority];
  await turnClocks({ tx, facts, now }, [{ kind: 'opened', targets, calendar: calendarKey(calendar) }]);
  await writeMessage({ tx, facts, now }, { direction: 'inbound', channel, author: customerId, body });
  if (ownerId === null) await askForOwner(tx, { id, team, now });
  const process = `case/${id}`;
  await tellCustomer(tx, {
    ...{ customerId, process, step: 'received', template: 'case_received', params: { caseId: id }, now },
  });
}
