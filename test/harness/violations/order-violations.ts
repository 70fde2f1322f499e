/** Of decisions, commands, event sequences and the sums of orders. */
import { appendEvent, unchecked, type Violation } from './violation.ts';

export const decisions: readonly Violation[] = [
  {
    title: 'a refund on a payment that was never captured',
    damage: (of) => `${unchecked('payments', 'payments_refunded')}
      insert into refunds (id, payment_id, order_id, no, amount_minor, reason, requested_at)
      values ('R', '${of.waiting}-P1', '${of.waiting}', 1, 5, 'test', now());
      update payments set refunded_minor = 5 where order_id = '${of.waiting}';
      update order_lines set refunded = 1 where order_id = '${of.waiting}'`,
    invariant: 'I5',
    subject: (of) => `${of.waiting}-P1`,
  },
  {
    title: 'a refund that its payment does not count',
    damage: (of) => `update payments set refunded_minor = 0 where order_id = '${of.returned}'`,
    invariant: 'I5',
    subject: (of) => `${of.returned}-P1`,
  },
  {
    title: 'a command that nobody answered for an hour',
    damage: (of) => `update commands set state = 'accepted', outcome = null, accepted_at = now() - interval '1 hour'
      where subject = '${of.waiting}'`,
    invariant: 'I6',
    subject: null,
  },
  {
    title: 'a command that its process has not heard of for an hour',
    damage: (of) => `update commands set unheard = true, settled_at = now() - interval '1 hour'
      where subject = '${of.waiting}'`,
    invariant: 'I6',
    subject: null,
  },
  {
    title: 'a settled command without an outcome',
    damage: (of) =>
      `${unchecked('commands', 'commands_state')} update commands set outcome = null where subject = '${of.waiting}'`,
    invariant: 'I6',
    subject: null,
  },
  {
    title: 'a vote in the place of who asked for it',
    damage: (of) => `insert into approval_votes (approval_id, by, step, seat, stands_for, approve, reason, digest, at)
      select id, 'ann', 0, 'role:any', requester, true, 'x', digest, raised_at from approvals where id = '${of.approval}'`,
    invariant: 'I8',
    subject: (of) => of.approval,
  },
  {
    title: 'an approval given by who asked for it',
    damage: () => `${unchecked('approvals', 'approvals_not_by_requester')}
      ${unchecked('approvals', 'approvals_not_by_initiator')} update approvals set decided_by = requester`,
    invariant: 'I8',
    subject: (of) => of.approval,
  },
  {
    title: 'an approval given by nobody',
    damage: () => `${unchecked('approvals', 'approvals_decided')} update approvals set decided_by = null`,
    invariant: 'I8',
    subject: (of) => of.approval,
  },
  {
    title: 'an approval decided twice',
    damage: (of) => appendEvent(of.approved, 'approval.rejected', `{"approval":"${of.approval}"}`),
    invariant: 'I8',
    subject: (of) => of.approval,
  },
];

export const sequences: readonly Violation[] = [
  {
    title: 'a missing event',
    damage: (of) => `delete from events where aggregate_id = '${of.waiting}' and seq = 2`,
    invariant: 'I9',
    subject: (of) => of.waiting,
  },
  {
    title: 'an order that changed without an event',
    damage: (of) => `update orders set version = version + 1 where id = '${of.waiting}'`,
    invariant: 'I9',
    subject: (of) => of.waiting,
  },
  {
    title: 'events of an order that does not exist',
    damage: () => `insert into events (aggregate, aggregate_id, seq, type, actor, data)
      values ('order', 'ORD-NONE', 1, 'order.placed', 'test', '{}')`,
    invariant: 'I9',
    subject: () => 'ORD-NONE',
  },
];

export const sums: readonly Violation[] = [
  {
    title: 'units that stand in two places',
    damage: (of) =>
      `${unchecked('order_lines', 'order_lines_ledger')} update order_lines set cancelled = 1 where order_id = '${of.waiting}'`,
    invariant: 'I10',
    subject: (of) => `${of.waiting}/1`,
  },
  {
    title: 'a delivered unit that the ledger missed',
    damage: (of) => `update order_lines set delivered = 1 where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => `${of.delivered}/1`,
  },
  {
    title: 'a returned unit that the ledger missed',
    damage: (of) => `update order_lines set returned = 0 where order_id = '${of.returned}'`,
    invariant: 'I10',
    subject: (of) => `${of.returned}/1`,
  },
  {
    title: 'a line that is not quantity × price − discount',
    damage: (of) => `
      update order_lines set net_minor = net_minor + 1, total_minor = total_minor + 1 where order_id = '${of.backordered}';
      update orders set net_minor = net_minor + 1, total_minor = total_minor + 1 where id = '${of.backordered}'`,
    invariant: 'I10',
    subject: (of) => `${of.backordered}/1`,
  },
  {
    title: 'an order that is not the sum of its lines',
    damage: (of) =>
      `update orders set net_minor = net_minor + 1, total_minor = total_minor + 1 where id = '${of.backordered}'`,
    invariant: 'I10',
    subject: (of) => of.backordered,
  },
  {
    title: 'a capture of another amount than was handed over',
    damage: (of) => `update payments set captured_minor = captured_minor - 1 where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => `${of.delivered}-P1`,
  },
  {
    title: 'a hand-over of less than its units are worth',
    damage: (of) => `update payments set captured_minor = captured_minor - 1, handed_over_minor = handed_over_minor - 1
      where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => of.delivered,
  },
  {
    title: 'a parcel that left and is paid by nobody',
    damage: (of) => `update payments set state = 'voided', captured_minor = 0 where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => `${of.delivered}-S1`,
  },
  {
    title: 'a refund of more than the units refunded',
    damage: (of) => `update order_lines set refunded = 0 where order_id = '${of.returned}'`,
    invariant: 'I10',
    subject: (of) => of.returned,
  },
  {
    title: 'a parcel that no scan has moved',
    damage: (of) => `update shipments set tracking = 'in_transit' where order_id = '${of.waiting}'`,
    invariant: 'I10',
    subject: (of) => `${of.waiting}-S1`,
  },
  {
    title: 'failed attempts that no scan tells of',
    damage: (of) => `update shipments set failed_attempts = 2 where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => `${of.delivered}-S1`,
  },
  {
    title: 'a delivered parcel that is still on its way',
    damage: (of) => `update shipments set state = 'handed_over' where order_id = '${of.delivered}'`,
    invariant: 'I10',
    subject: (of) => `${of.delivered}-S1`,
  },
];
