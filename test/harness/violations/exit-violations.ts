/** Of customers who leave. */
import type { Violation } from './violation.ts';

const anExit = (status: string, more = '') => `
  insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
    values ('EXT-BAD', 'exit', 'CUS-CARD', '${status}', now(), now(), 'test');
  insert into exits (id, customer_id, kind, policy, zone, notice, open_orders, erased_at)
    values ('EXT-BAD', 'CUS-CARD', 'customer_request', '{}', 'UTC', '{}', 'deliver', now()); ${more}`;
const settled = `insert into exit_settlements values ('EXT-BAD', 'CUS-CARD', now());`;

export const exits: readonly Violation[] = [
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
