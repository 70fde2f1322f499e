import { ofCustomer, ofProcesses, type PersonalTable, perhaps } from './personal-table.ts';

const internal = { why: 'how we carry an exit out, about nobody' };
const ofExits = ofProcesses('exit_id');

/** How a customer left. The documents themselves are deleted. */
export const exitTables: readonly PersonalTable[] = [
  {
    table: 'exits',
    rows: ofCustomer,
    kept: [
      ...['id', 'customer_id', 'kind', 'zone', 'notice', 'open_orders', 'reason', 'notice_last_day', 'notice_ends_at'],
      ...['rescinded_at', 'confirmed_at', 'erase_at', 'erased_at', 'won_back_at', 'ended_at'],
    ],
    erased: { comment: perhaps('comment') },
    inferred: { offer_answer: null },
    withheld: {
      ...{ policy: internal, settling_since: internal, next_check_at: internal, documents_at: internal },
      erase_started_at: internal,
    },
  },
  {
    table: 'exit_offers',
    rows: ofCustomer,
    kept: [
      ...[
        'exit_id',
        'customer_id',
        'kind',
        'value_minor',
        'currency',
        'stands_days',
        'state',
        'approval_id',
        'made_at',
      ],
      ...['expires_at', 'accepted_at', 'again_at'],
    ],
  },
  {
    table: 'exit_evaluations',
    rows: ofExits,
    kept: ['exit_id', 'at'],
    inferred: { table_version: null, inputs: null, decision: null },
    withheld: { asked_by: { why: 'names a person or a key that works here' } },
  },
  { table: 'exit_settlements', rows: ofCustomer, kept: ['exit_id', 'customer_id', 'settled_at'] },
  {
    table: 'exit_balances',
    rows: ofExits,
    kept: ['exit_id', 'currency', 'customer_owes_minor', 'we_owe_minor', 'net_minor'],
  },
  {
    table: 'exit_items',
    rows: ofExits,
    kept: ['exit_id', 'no', 'kind', 'source', 'currency', 'amount_minor', 'terms'],
  },
  {
    table: 'exit_late_items',
    rows: ofExits,
    kept: ['exit_id', 'no', 'kind', 'source', 'currency', 'amount_minor', 'at'],
  },
];
