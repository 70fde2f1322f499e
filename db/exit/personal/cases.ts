import { ofProcesses, type PersonalTable, perhaps, text } from './personal-table.ts';

const internal = { why: 'how we carry a case out, about nobody' };
const ofCases = ofProcesses('case_id');

/** What a customer wrote to us, and what we answered. */
export const caseTables: readonly PersonalTable[] = [
  {
    table: 'cases',
    rows: ofProcesses('id'),
    kept: ['id', 'channel', 'priority', 'order_id', 'merged_into', 'satisfaction'],
    erased: { subject: text, satisfaction_comment: perhaps('satisfaction_comment') },
    withheld: {
      ...{ sla_id: internal, sla_version: internal, team: internal, policy: internal, waits: internal },
      ...{ reminders_sent: internal, remind_at: internal, owner_id: { why: 'names a person who works here' } },
    },
  },
  {
    table: 'case_messages',
    rows: ofCases,
    kept: ['case_id', 'no', 'direction', 'channel', 'author', 'at'],
    erased: { body: text },
  },
  { table: 'case_events', rows: ofCases, kept: ['case_id', 'no', 'at', 'event'] },
  {
    table: 'case_clocks',
    rows: ofCases,
    kept: ['case_id', 'clock', 'no', 'state', 'reached_at', 'due_at'],
    withheld: { target_ms: internal, consumed_ms: internal, changed_at: internal, calendar: internal },
  },
  {
    table: 'case_levels',
    rows: ofCases,
    kept: ['case_id', 'clock', 'no', 'percent'],
    withheld: { due_at: internal, fired_at: internal },
  },
];
