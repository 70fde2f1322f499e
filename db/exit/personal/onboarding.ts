import { ofProcesses, type PersonalTable, perhaps } from './personal-table.ts';

const ours = { why: 'names a person who works here' };
const internal = { why: 'how we carry an onboarding out, about nobody' };

/** How a customer was made ready. */
export const onboardingTables: readonly PersonalTable[] = [
  {
    table: 'onboardings',
    rows: ofProcesses('id'),
    kept: [
      ...['id', 'template_id', 'template_version', 'contact_no', 'opportunity_id', 'start_at', 'welcomed_at'],
      ...['task_done_at', 'stalled_at', 'stalls', 'activated_at', 'activated_by', 'completed_at', 'cancelled_at'],
    ],
    erased: { cancel_reason: perhaps('cancel_reason') },
    withheld: { owner: ours, calendar: internal, customer_calendar: internal, policy: internal },
  },
  {
    table: 'onboarding_tasks',
    rows: ofProcesses('onboarding_id'),
    kept: [
      ...['onboarding_id', 'task_id', 'no', 'phase', 'side', 'due_in_days', 'depends_on', 'evidence', 'promise'],
      ...['completed_at', 'reopened_at', 'round'],
    ],
    // A promise is in somebody's own words.
    erased: { title: `jsonb_build_object('en', 'erased', 'fr', 'erased')`, brought: perhaps('brought') },
    withheld: { ladder: internal, told: internal, completed_by: ours },
  },
  {
    table: 'onboarding_check_ins',
    rows: ofProcesses('onboarding_id'),
    kept: ['onboarding_id', 'day', 'at', 'outcome'],
  },
];
