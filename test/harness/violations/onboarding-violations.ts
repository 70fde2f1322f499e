/** Of onboardings. */
import type { LivedOrders } from '../lived-orders.ts';
import type { Violation } from './violation.ts';

const task = (of: LivedOrders, id: string, completed: string) =>
  `insert into onboarding_tasks (onboarding_id, task_id, no, title, phase, side, due_in_days, depends_on, ladder, promise, completed_at, completed_by)
    values ('${of.onboarding}', '${id}', 9, '{}', 'kickoff', 'us', 1, '[]', '[]', false, ${completed})`;

export const onboardings: readonly Violation[] = [
  {
    title: 'an onboarding that ended with a task open',
    damage: (of) => task(of, 'forgotten', 'null, null'),
    invariant: 'I15',
    subject: (of) => of.onboarding,
  },
  {
    title: 'a task that is done and nobody did',
    damage: (of) => task(of, 'by-magic', "now(), 'test'"),
    invariant: 'I15',
    subject: (of) => `${of.onboarding}/by-magic`,
  },
  {
    title: 'an onboarding that made its customer active twice',
    damage: (of) =>
      [1, 2]
        .map(
          (seq) => `insert into events (aggregate, aggregate_id, seq, type, actor, data)
            values ('customer', 'CUS-CARD', ${seq}, 'customer.active', 'test', '{"because":"onboarding ${of.onboarding}"}')`,
        )
        .join('; '),
    invariant: 'I15',
    subject: (of) => of.onboarding,
  },
];
