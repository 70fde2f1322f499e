/** Of orders and processes that sleep although something is due. */
import type { Violation } from './violation.ts';

const lastHeardOf = (orderId: string) =>
  `update events set at = at - interval '61 minutes' where aggregate_id = '${orderId}';`;

const asleep = (title: string, damage: (id: string) => string): Violation => ({
  title: `an order that ${title}`,
  damage: (of) => `${lastHeardOf(of.waiting)} ${damage(of.waiting)}`,
  invariant: 'I18',
  subject: (of) => of.waiting,
});

export const sleepers: readonly Violation[] = [
  asleep('nobody has screened', (id) => `update orders set screened_at = null where id = '${id}'`),
  asleep('owes a label', (id) => `update shipments set state = 'labelling' where order_id = '${id}'`),
  asleep('has not noticed what its facts say', (id) => `update orders set status = 'fulfilling' where id = '${id}'`),
  asleep(
    'slept past its deadline',
    (id) => `update orders set waiting_until = now() - interval '61 minutes' where id = '${id}'`,
  ),
  {
    title: 'an order that was told to look for an hour',
    damage: (of) =>
      `update orders set nudge_at = now(), nudged_since = now() - interval '61 minutes' where id = '${of.waiting}'`,
    invariant: 'I18',
    subject: (of) => of.waiting,
  },
  {
    title: 'a process that was told to look for an hour',
    damage: (of) =>
      `update processes set nudge_at = now(), nudged_since = now() - interval '61 minutes' where id = '${of.case}'`,
    invariant: 'I18',
    subject: (of) => of.case,
  },
  {
    title: 'a process whose instant passed an hour ago',
    damage: (of) =>
      `update processes set nudge_at = null, wake_at = now() - interval '61 minutes' where id = '${of.enrolment}'`,
    invariant: 'I18',
    subject: (of) => of.enrolment,
  },
];
