import { addressOf, ofProcesses, type PersonalTable, perhaps, text } from './personal-table.ts';

const ours = { why: 'names a person who works here' };
const internal = { why: 'how we work on a deal, about nobody' };
const ofDeals = ofProcesses('opportunity_id');

/** How a customer was won. */
export const salesTables: readonly PersonalTable[] = [
  {
    table: 'opportunities',
    rows: ofProcesses('id'),
    kept: ['id', 'amount_minor', 'currency', 'goal', 'snoozed_until', 'next_step_due_at', 'recycled_until'],
    erased: {
      ...{ title: text, snooze_reason: perhaps('snooze_reason'), next_step: perhaps('next_step') },
      ...{ close_reason: perhaps('close_reason'), promises: "'[]'", factors: "'{}'" },
    },
    withheld: {
      ...{ team: internal, owner: ours, calendar: internal, clock: internal, fired_levels: internal },
      next_step_told: internal,
    },
  },
  { table: 'stage_log', rows: ofDeals, kept: ['opportunity_id', 'no', 'kind', 'stage', 'at'] },
  {
    table: 'stage_evidence',
    rows: ofDeals,
    kept: ['opportunity_id', 'criterion', 'at'],
    erased: { reference: text },
    withheld: { given_by: ours },
  },
  {
    table: 'quotes',
    rows: ofDeals,
    kept: [
      ...['opportunity_id', 'no', 'state', 'currency', 'discount_bps', 'net_minor', 'discount_minor', 'created_at'],
      ...['expires_at', 'order_id'],
    ],
    erased: { terms: `jsonb_set(terms, '{shipTo}', ${addressOf("(terms -> 'shipTo')")})` },
    withheld: {
      digest: internal,
      approver_role: internal,
      authority_minor: internal,
      created_by: ours,
      decided_by: ours,
    },
  },
  {
    table: 'quote_lines',
    rows: ofDeals,
    kept: ['opportunity_id', 'quote_no', 'line_no', 'sku', 'quantity', 'unit_price_minor', 'net_minor'],
  },
  {
    table: 'enrolments',
    rows: ofProcesses('id'),
    kept: ['id', 'cadence_id', 'cadence_version', 'next_step', 'due_at', 'stopped_because'],
    withheld: { calendar: internal, owner: ours },
  },
  { table: 'touches', rows: ofProcesses('enrolment_id'), kept: ['enrolment_id', 'step', 'channel', 'at'] },
];
