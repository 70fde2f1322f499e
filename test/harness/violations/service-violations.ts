/** Of cases and claims. */
import { unchecked, type Violation } from './violation.ts';

export const cases: readonly Violation[] = [
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

export const claims: readonly Violation[] = [
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
