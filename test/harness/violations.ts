import type { Invariant } from '../../db/audit/finding.ts';
import type { LivedOrders } from './lived-orders.ts';

/** Damage to a sound database, done past its constraints, and the one thing that the audit must find then. */
export type Violation = {
  readonly title: string;
  readonly damage: (of: LivedOrders) => string;
  readonly invariant: Invariant;
  /** Of the finding; null where the id cannot be known. */
  readonly subject: ((of: LivedOrders) => string) | null;
};

const unchecked = (table: string, check: string) => `alter table ${table} drop constraint ${check};`;
const appendEvent = (orderId: string, type: string, data = '{}') => `
  insert into events (aggregate, aggregate_id, seq, type, actor, data)
  select 'order', id, version + 1, '${type}', 'test', '${data}' from orders where id = '${orderId}';
  update orders set version = version + 1 where id = '${orderId}'`;

const stock: readonly Violation[] = [
  {
    title: 'stock on hand that no movement explains',
    damage: () => `update stock set on_hand = on_hand + 1 where sku = 'DESK'`,
    invariant: 'I1',
    subject: () => 'DESK@MTL',
  },
  {
    title: 'movements at a place without a counter',
    damage: () => `insert into stock_movements values ('lost', 'LAMP', 'TOR', 'receipt', 4)`,
    invariant: 'I1',
    subject: () => 'LAMP@TOR',
  },
  {
    title: 'a reserved counter above its reservations',
    damage: () => `update stock set reserved = reserved + 1 where sku = 'DESK'`,
    invariant: 'I1',
    subject: () => 'DESK@MTL',
  },
  {
    title: 'more reserved than there is',
    damage: () => `${unchecked('stock', 'stock_reserved')}
      insert into stock_movements values ('gone', 'CHAIR', 'MTL', 'count', -8);
      update stock set on_hand = on_hand - 8 where sku = 'CHAIR'`,
    invariant: 'I1',
    subject: () => 'CHAIR@MTL',
  },
];

const reservations: readonly Violation[] = [
  {
    title: 'units queued for an order that is over',
    damage: (of) => `update orders set status = 'cancelled' where id = '${of.backordered}'`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'units queued for an order that does not exist',
    damage: () =>
      `insert into reservations (order_id, line_no, sku, quantity, state) values ('ORD-NONE', 1, 'BULB', 1, 'backordered')`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'stock committed to a parcel that has left',
    damage: (of) => `insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state)
      values ('${of.delivered}', 1, 1, 'DESK', 'MTL', 1, 'committed');
      update stock set reserved = reserved + 1 where sku = 'DESK'`,
    invariant: 'I3',
    subject: null,
  },
  {
    title: 'a promised parcel without its stock',
    damage: (of) => `update reservations set quantity = quantity - 1 where order_id = '${of.waiting}';
      update stock set reserved = reserved - 1 where sku = 'CHAIR'`,
    invariant: 'I3',
    subject: (of) => `${of.waiting}-S1/1/CHAIR`,
  },
  {
    title: 'backordered units that are not in the queue',
    damage: (of) => `update reservations set quantity = 1 where order_id = '${of.backordered}'`,
    invariant: 'I3',
    subject: (of) => `${of.backordered}/1/BULB`,
  },
];

const decisions: readonly Violation[] = [
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

const sequences: readonly Violation[] = [
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

const sums: readonly Violation[] = [
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

const cases: readonly Violation[] = [
  {
    title: 'a clock of a case that its events do not explain',
    damage: () => `update case_clocks set consumed_ms = consumed_ms + 1 where clock = 'resolution'`,
    invariant: 'I11',
    subject: (of) => of.case,
  },
  {
    title: 'a clock of a claim that its events do not explain',
    damage: (of) => `insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
        select 'CLM-CLOCK', 'claim', customer_id, 'in_review', now(), now(), 'test' from orders where id = '${of.delivered}';
      insert into claims (id, order_id, kind, currency, versions) values ('CLM-CLOCK', '${of.delivered}', 'damaged', 'CAD', '{}');
      insert into claim_clocks (claim_id, clock, no, state, target_ms, consumed_ms, changed_at, calendar)
        values ('CLM-CLOCK', 'decide', 1, 'running', 1, 0, now(), 'claims@1')`,
    invariant: 'I11',
    subject: () => 'CLM-CLOCK',
  },
  {
    title: 'a case whose clocks are of another status',
    damage: () => `update processes set status = 'triaged' where kind = 'case'`,
    invariant: 'I11',
    subject: (of) => of.case,
  },
];

const deals: readonly Violation[] = [
  {
    title: 'time used up by a deal that its stage log does not explain',
    damage: (of) => `update opportunities set clock = jsonb_set(clock, '{consumedMs}', '1') where id = '${of.deal}'`,
    invariant: 'I16',
    subject: (of) => of.deal,
  },
  {
    title: 'a deal in another stage than its log says',
    damage: (of) => `update processes set status = 'contacted' where id = '${of.deal}'`,
    invariant: 'I16',
    subject: (of) => of.deal,
  },
  {
    title: 'a touch that was left out',
    damage: (of) => `update enrolments set next_step = 1 where id = '${of.enrolment}'`,
    invariant: 'I16',
    subject: (of) => of.enrolment,
  },
];

const claims: readonly Violation[] = [
  {
    title: 'claimed units that no claim holds',
    damage: (of) => `update order_lines set claimed = 1 where order_id = '${of.delivered}'`,
    invariant: 'I12',
    subject: (of) => `${of.delivered}/1`,
  },
  {
    title: 'claims on more than was shipped',
    damage: (of) => `${unchecked('order_lines', 'order_lines_claimed')}
      update order_lines set claimed = 3 where order_id = '${of.delivered}';
      insert into processes (id, kind, status, status_since, opened_at, opened_by)
        values ('CLM-TWICE', 'claim', 'in_review', now(), now(), 'test');
      insert into claims (id, order_id, kind, currency, versions) values ('CLM-TWICE', '${of.delivered}', 'damaged', 'CAD', '{}');
      insert into claim_lines (claim_id, line_no, sku, units, held, worth_minor) values ('CLM-TWICE', 1, 'DESK', 3, 3, 1)`,
    invariant: 'I12',
    subject: (of) => `${of.delivered}/1`,
  },
];

const anExit = (status: string, more = '') => `
  insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
    values ('EXT-BAD', 'exit', 'CUS-CARD', '${status}', now(), now(), 'test');
  insert into exits (id, customer_id, kind, policy, zone, notice, open_orders, erased_at)
    values ('EXT-BAD', 'CUS-CARD', 'customer_request', '{}', 'UTC', '{}', 'deliver', now()); ${more}`;
const settled = `insert into exit_settlements values ('EXT-BAD', 'CUS-CARD', now());`;

const exits: readonly Violation[] = [
  {
    title: 'an exit that hands out documents and was never settled',
    damage: () => anExit('exporting'),
    invariant: 'I13',
    subject: () => 'EXT-BAD',
  },
  {
    title: 'a settlement of an exit that is still in its notice',
    damage: () => anExit('notice', settled),
    invariant: 'I13',
    subject: () => 'EXT-BAD',
  },
  {
    title: 'a settlement whose items do not add up',
    damage: () =>
      anExit(
        'exporting',
        `${settled} insert into exit_balances values ('EXT-BAD', 'CAD', 500, 0, 500);
        insert into exit_items values ('EXT-BAD', 1, 'invoice', 'P1', 'CAD', 499, 'account')`,
      ),
    invariant: 'I13',
    subject: () => 'EXT-BAD/CAD',
  },
  {
    title: 'somebody who has left with a balance that nobody paid',
    damage: () =>
      anExit(
        'retention_hold',
        `${settled} insert into exit_balances values ('EXT-BAD', 'CAD', 500, 0, 500);
        insert into exit_items values ('EXT-BAD', 1, 'invoice', 'P1', 'CAD', 500, 'account');
        insert into tasks (id, kind, subject, role, details, raised_at)
        values ('T-BAD', 'collect_exit_balance', 'EXT-BAD/CAD', 'agent', '{}', now())`,
      ),
    invariant: 'I13',
    subject: () => 'EXT-BAD/CAD',
  },
  {
    title: 'a document of somebody who was erased',
    damage: () =>
      erasing(`insert into exit_documents values ('EXT-BAD', 'access.zip', 'application/zip', 'x', 'y', now())`),
    invariant: 'I14',
    subject: () => 'EXT-BAD/access.zip',
  },
  {
    title: 'a name that came back after the erasure',
    damage: () => erasing(`update customers set name = 'Zoé' where id = 'CUS-ERASED'`),
    invariant: 'I14',
    subject: () => 'CUS-ERASED in customers',
  },
  {
    title: 'a text that was written about somebody who was erased',
    damage: () =>
      erasing(`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
        values ('OPP-BAD', 'opportunity', 'CUS-ERASED', 'lost', now(), now(), 'test');
        insert into tasks (id, kind, subject, role, details, raised_at)
        values ('T-BAD', 'call', 'OPP-BAD', 'agent', '{"note": "ask Zoé again"}', now())`),
    invariant: 'I14',
    subject: () => 'CUS-ERASED in tasks',
  },
  {
    title: 'somebody erased without an exit',
    damage: () => `insert into customers (id, name, email, locale, lifecycle)
      values ('CUS-ERASED', 'erased', 'erased@erased.invalid', 'en', 'erased')`,
    invariant: 'I14',
    subject: () => 'CUS-ERASED',
  },
];

/** Somebody who was erased as they should be, and then something happens. */
const erasing = (then: string) => `
  insert into customers (id, name, email, locale, lifecycle)
    values ('CUS-ERASED', 'erased', 'erased@erased.invalid', 'en', 'erased');
  ${anExit('erased', settled).replaceAll('CUS-CARD', 'CUS-ERASED')} ${then}`;

const task = (of: LivedOrders, id: string, completed: string) =>
  `insert into onboarding_tasks (onboarding_id, task_id, no, title, phase, side, due_in_days, depends_on, ladder, promise, completed_at, completed_by)
    values ('${of.onboarding}', '${id}', 9, '{}', 'kickoff', 'us', 1, '[]', '[]', false, ${completed})`;

const onboardings: readonly Violation[] = [
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

const told = (id: string, more: Record<string, string>) => {
  const columns = { id: `'${id}'`, process: `'enrolment/${id}'`, step: "'1'", customer_id: "'CUS-CARD'", ...more };
  const all = { ...{ template: "'cadence_intro'", params: "'{}'", customer_version: '0' }, ...columns };
  return `insert into messages (${Object.keys(all).join()}) values (${Object.values(all).join()});`;
};
const offered = { commercial: 'true', purpose: "'offer'", lifecycle: "'active'", consents_seen: '100' };
const consented = (given: boolean, at: string) =>
  `insert into consents (customer_id, channel, given, source, at, recorded_by)
    values ('CUS-CARD', 'email', ${given}, 'form', now() - interval '${at}', 'test');`;

const messages: readonly Violation[] = [
  {
    title: 'a message that nobody asked the guard about',
    damage: () => told('M-BARE', {}),
    invariant: 'I17',
    subject: () => 'M-BARE',
  },
  {
    title: 'an offer to somebody who is leaving',
    damage:
      () => `update customers set lifecycle = 'exiting' where id = 'CUS-CARD'; update messages set lifecycle = 'exiting';
      ${consented(true, '1 day')} ${told('M-LEAVING', { ...offered, lifecycle: "'exiting'" })}`,
    invariant: 'I17',
    subject: () => 'M-LEAVING',
  },
  {
    title: 'a message whose row says another stage of life than the customer’s events',
    damage: () => told('M-LIES', { lifecycle: "'at_risk'" }),
    invariant: 'I17',
    subject: () => 'M-LIES',
  },
  {
    title: 'an offer without consent',
    damage: () => told('M-UNASKED', offered),
    invariant: 'I17',
    subject: () => 'M-UNASKED',
  },
  {
    title: 'an offer after the consent was taken back',
    damage: () => `${consented(true, '2 days')} ${consented(false, '1 day')} ${told('M-WITHDRAWN', offered)}`,
    invariant: 'I17',
    subject: () => 'M-WITHDRAWN',
  },
  {
    title: 'a fourth offer in 14 days',
    damage: () =>
      `${consented(true, '30 days')} ${[13, 9, 5, 1]
        .map((day) => told(`M-${day}`, { ...offered, created_at: `now() - interval '${day} days'` }))
        .join('')}`,
    invariant: 'I17',
    subject: () => 'M-1',
  },
];

export const violations = [
  ...stock,
  ...reservations,
  ...decisions,
  ...sequences,
  ...sums,
  ...cases,
  ...claims,
  ...exits,
  ...onboardings,
  ...deals,
  ...messages,
];
