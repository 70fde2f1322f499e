import { type SQL, sql } from 'drizzle-orm';
import { ofCustomer, ofOrders, ofProcesses, type PersonalTable, perhaps, processesOf, text } from './personal-table.ts';

const ours = { why: 'names a person who works here' };
const internal = { why: 'how we carry a claim out, about nobody' };
const ofClaims = ofProcesses('claim_id');
const ofReturns = (id: SQL) => sql`return_id in (select id from returns where claim_id in ${processesOf(id)})`;

/** What a customer claimed, showed and sent back. */
export const claimTables: readonly PersonalTable[] = [
  {
    table: 'claims',
    rows: ofProcesses('id'),
    kept: [
      'id',
      'order_id',
      'case_id',
      'acknowledged_at',
      'kind',
      'currency',
      'decision',
      'decided_at',
      'decided_by_rules',
      'appealed_at',
      'withdrawn_at',
      'wound_up_at',
    ],
    erased: { cause: 'null', description: perhaps('description'), appeal_reason: perhaps('appeal_reason') },
    withheld: { versions: internal, round: internal, reminded_at: internal, owner_id: ours },
  },
  {
    table: 'claim_lines',
    rows: ofClaims,
    kept: [
      ...['claim_id', 'line_no', 'sku', 'units', 'worth_minor', 'granted', 'outcome', 'refunded', 'credited'],
      ...['replaced', 'repaired', 'sent_back', 'held'],
    ],
    erased: { serial: 'null' },
    inferred: { verdict: null },
  },
  {
    table: 'claim_evidence',
    rows: ofClaims,
    kept: ['claim_id', 'no', 'added_at'],
    erased: { kind: text, reference: text },
    withheld: { added_by: ours },
  },
  {
    table: 'claim_evaluations',
    rows: ofClaims,
    kept: ['claim_id', 'round', 'line_no', 'table_id', 'table_version'],
    inferred: { inputs: null, decision: null },
  },
  {
    table: 'claim_decisions',
    rows: ofClaims,
    kept: ['claim_id', 'no', 'lines', 'amount_minor', 'proposed_at', 'approval_id', 'state'],
    erased: { reason: text },
    withheld: { proposed_by: ours },
  },
  {
    table: 'returns',
    rows: ofClaims,
    kept: ['id', 'claim_id', 'status', 'authorised_at', 'due_at', 'label', 'carrier', 'service', 'tracking'],
    erased: { tracking_code: 'null', tracking_url: 'null', label_url: 'null' },
    withheld: {
      ...{ provider_shipment_id: internal, rate_id: internal, rate_minor: internal, rate_currency: internal },
    },
  },
  {
    table: 'send_backs',
    rows: ofReturns,
    kept: ['id', 'return_id', 'lines', 'label', 'carrier', 'service', 'opened_at', 'sent_at'],
    erased: { tracking_code: 'null', tracking_url: 'null', label_url: 'null' },
    withheld: {
      ...{ provider_shipment_id: internal, rate_id: internal, rate_minor: internal, rate_currency: internal },
    },
  },
  {
    table: 'return_lines',
    rows: ofReturns,
    kept: ['return_id', 'line_no', 'sku', 'units', 'received', 'inspected', 'accepted'],
  },
  {
    table: 'return_receipts',
    rows: ofReturns,
    kept: ['return_id', 'no', 'received', 'unauthorised', 'foreign', 'at'],
    withheld: { recorded_by: ours },
  },
  {
    table: 'return_inspections',
    rows: ofReturns,
    kept: ['return_id', 'no', 'line_no', 'units', 'accepted', 'disposition', 'at'],
    withheld: { inspected_by: ours },
  },
  {
    table: 'claim_replacements',
    rows: ofClaims,
    kept: ['claim_id', 'line_no', 'no', 'units', 'order_id', 'undone', 'at'],
    withheld: { problem: internal },
  },
  {
    table: 'sold_serials',
    rows: ofOrders,
    kept: ['order_id', 'line_no', 'recorded_at', 'registered_at'],
    erased: { serial: 'md5(serial)' },
    withheld: { recorded_by: ours },
  },
  { table: 'claim_clock_events', rows: ofClaims, kept: ['claim_id', 'no', 'at', 'event'] },
  {
    table: 'claim_clocks',
    rows: ofClaims,
    kept: ['claim_id', 'clock', 'no', 'state', 'reached_at', 'due_at'],
    withheld: { target_ms: internal, consumed_ms: internal, changed_at: internal, calendar: internal },
  },
  {
    table: 'claim_levels',
    rows: ofClaims,
    kept: ['claim_id', 'clock', 'no', 'percent'],
    withheld: { due_at: internal, fired_at: internal },
  },
  {
    table: 'unreturned_originals',
    rows: ofCustomer,
    kept: [
      ...['claim_id', 'no', 'line_no', 'units', 'answer', 'amount_minor', 'currency', 'customer_id', 'decided_at'],
      ...['state', 'approval_id', 'taken_back'],
    ],
    erased: { reason: text },
    withheld: { decided_by: ours },
  },
  {
    table: 'late_originals',
    rows: ofCustomer,
    kept: ['claim_id', 'no', 'answer_no', 'units', 'amount_minor', 'currency', 'customer_id', 'at'],
  },
  {
    table: 'customer_credits',
    rows: ofCustomer,
    kept: ['claim_id', 'line_no', 'no', 'customer_id', 'amount_minor', 'currency', 'granted_at'],
  },
];
