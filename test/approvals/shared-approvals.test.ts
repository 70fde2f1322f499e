/** The one mechanism by which orders, claims, quotes and exits are approved, on the rows themselves. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { amountAsked } from '../../db/approvals/amount-asked.ts';
import { putPlans } from '../../db/approvals/approval-plans.ts';
import { askNextApprover } from '../../db/approvals/ask-next-approver.ts';
import { raiseProcessApproval } from '../../db/approvals/process-approvals.ts';
import { voteOnApproval } from '../../db/approvals/vote-on-approval.ts';
import type { Database } from '../../db/pool.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { ApprovalStep } from '../../domain/approvals/approval.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { seed } from '../harness/seed.ts';

let database: Database;
let made = 0;
let id = '';
const now = Date.parse('2026-06-01T12:00:00Z');
const hour = 3_600_000;
const digest = 'd'.repeat(64);

beforeAll(async () => {
  database = await openTestDatabase();
  await seed(database);
  await rows(sql`insert into approval_limits values ('agent', 'CAD', 10000), ('supervisor', 'CAD', 100000)
    on conflict (role, currency) do update set amount_minor = excluded.amount_minor`);
  for (const [person, role] of [
    ['sue', 'supervisor'],
    ['ann', 'agent'],
    ['rob', 'agent'],
    ['bea', 'agent'],
  ] as const) {
    await rows(sql`insert into staff (id, name, email, role, team, languages, calendar_id, limits)
      values (${person}, ${person}, 'x@example.com', ${role}, 'support', '["en"]', 'desk',
        ${person === 'bea' ? '{"CAD": 60000}' : '{}'}::jsonb)`);
  }
});
beforeEach(async () => {
  await rows(sql`delete from absences`);
  await rows(sql`delete from approval_plans`);
});
afterAll(() => database?.close());

const rows = (query: ReturnType<typeof sql>) => database.query.execute(query);
const away = (from: string, to: string, no = 1) =>
  rows(sql`insert into absences (staff_id, no, from_at, until_at, delegate_id)
    values (${from}, ${no}, ${new Date(now - hour).toISOString()}::timestamptz, ${new Date(now + hour).toISOString()}::timestamptz, ${to})`);

const plan = (tx: Tx, fromMinor: number, steps: readonly ApprovalStep[]) =>
  putPlans(tx, { subject: 'claim', plans: [{ currency: 'CAD', fromMinor, steps }], actor: 'test' });

/** Rob asks for 500.00, which an agent's limit does not cover. */
async function asked(amountMinor = 50_000): Promise<string> {
  made += 1;
  const processId = `CAS-${made}`;
  await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
    values (${processId}, 'case', 'CUS-CARD', 'new', now(), now(), 'test')`);
  id = await inTransaction(database, (tx) =>
    raiseProcessApproval(tx, {
      ...{
        processId,
        subject: 'claim',
        reasons: ['test'],
        amountMinor,
        currency: 'CAD',
        digest,
        requester: 'rob',
        now,
      },
      ...{ approverRole: 'supervisor', answer: { levelMs: hour, lastMs: hour } },
    }),
  );
  return id;
}

type More = { at?: number; decision?: 'approve' | 'reject'; shown?: string; digestNow?: string; initiator?: string };
async function vote(actor: string, role: Role, { at = now, decision = 'approve', shown = digest, ...more }: More = {}) {
  const answer = await inTransaction(database, (tx) =>
    voteOnApproval(
      tx,
      {
        ...{ approvalId: id, decision, reason: 'seen', digest: shown, amountMinor: 50_000, initiator: null, ...more },
        roles: ['agent', 'supervisor', 'admin'],
      },
      { actor, role },
      at,
    ),
  );
  return 'code' in answer ? answer.code : answer.state;
}
const row = async () =>
  (await rows(sql`select state, decided_by as by, decided_for as for from approvals where id = ${id}`))[0];

it('is decided by the authority of a role, and of a person who has a limit of their own', async () => {
  await asked();
  expect(await vote('ann', 'agent')).toBe('above_authority');
  expect(await vote('bea', 'agent')).toBe('approved');
  expect(await row()).toEqual({ state: 'approved', by: 'bea', for: null });
  expect(await vote('sue', 'supervisor')).toBe('approval_closed');
});

it('is decided by who stands in for somebody away, and the row says in whose place', async () => {
  await asked();
  await away('sue', 'ann');
  expect(await vote('ann', 'agent')).toBe('approved');
  expect(await row()).toEqual({ state: 'approved', by: 'ann', for: 'sue' });
  const votes = await rows(sql`select by, stands_for, approve from approval_votes where approval_id = ${id}`);
  expect([...votes]).toEqual([{ by: 'ann', stands_for: 'sue', approve: true }]);
});

it('is never decided by who asked, as a delegate neither, nor by who stands in through them', async () => {
  await asked();
  await away('sue', 'rob');
  expect(await vote('rob', 'agent')).toBe('requester_cannot_decide');
  expect(await vote('rob', 'supervisor')).toBe('requester_cannot_decide');
  await away('rob', 'ann');
  expect(await vote('ann', 'agent')).toBe('above_authority');
  expect(await vote('ann', 'agent', { initiator: 'ann' })).toBe('requester_cannot_decide');
  expect(await row()).toMatchObject({ state: 'open' });
});

it('gives nobody authority by a circle of delegates', async () => {
  await asked();
  await away('sue', 'ann');
  await away('ann', 'sue');
  expect(await vote('ann', 'agent')).toBe('above_authority');
});

it('is refused by the database when a rule is passed by, for the delegate of who asked too', async () => {
  await asked();
  const write = (by: string, standsFor: string | null, shown = digest, at = now) =>
    rows(sql`insert into approval_votes (approval_id, by, step, seat, stands_for, approve, reason, digest, at)
      values (${id}, ${by}, 0, 'role:any', ${standsFor}, true, 'x', ${shown}, ${new Date(at).toISOString()}::timestamptz)`);
  await expect(write('rob', null)).rejects.toThrow();
  await expect(write('ann', 'rob')).rejects.toThrow();
  await expect(write('sue', null, 'e'.repeat(64))).rejects.toThrow();
  await expect(write('sue', null, digest, now + 2 * hour)).rejects.toThrow();
  const decide = (by: string, standsFor: string | null) =>
    rows(sql`update approvals set state = 'approved', decided_by = ${by}, decided_for = ${standsFor} where id = ${id}`);
  await expect(decide('rob', null)).rejects.toThrow();
  await expect(decide('ann', 'rob')).rejects.toThrow();
  await write('sue', null);
});

it('is bound to what was shown: a changed amount is not decided', async () => {
  await asked();
  expect(await vote('sue', 'supervisor', { shown: 'e'.repeat(64) })).toBe('digest_mismatch');
  expect(await vote('sue', 'supervisor', { digestNow: 'e'.repeat(64) })).toBe('digest_mismatch');
  expect(await row()).toMatchObject({ state: 'open' });
});

it('is over in the instant of its expiry, and not a millisecond before', async () => {
  await asked();
  expect(await vote('sue', 'supervisor', { at: now + 2 * hour })).toBe('approval_closed');
  expect(await vote('sue', 'supervisor', { at: now + 2 * hour - 1 })).toBe('approved');
});

it('of two who decide in the same instant lets one through', async () => {
  await asked();
  const answers = await Promise.all([vote('sue', 'supervisor'), vote('boss', 'admin', { decision: 'reject' })]);
  expect(answers.toSorted()[0]).toBe('approval_closed');
  expect((await row())?.state).toBe(answers.find((answer) => answer !== 'approval_closed'));
});

it('asks one after the other, and all of a step, where a plan says so', async () => {
  const steps = [
    { needs: 'all' as const, approvers: ['ann', 'bea'], next: [] },
    { needs: 'any' as const, approvers: ['role:supervisor'], next: [] },
  ];
  await inTransaction(database, (tx) => plan(tx, 50_000, steps));
  await asked();
  expect(await vote('sue', 'supervisor')).toBe('not_asked');
  expect(await vote('ann', 'agent')).toBe('open');
  expect(await vote('ann', 'agent')).toBe('already_exists');
  expect(await vote('bea', 'agent')).toBe('open');
  expect(await vote('sue', 'supervisor')).toBe('approved');
  await asked(49_999);
  expect(await vote('sue', 'supervisor')).toBe('approved');
});

it('asks the next of a plan when nobody answers, who then answers for all of the step', async () => {
  const steps = [{ needs: 'all' as const, approvers: ['ann', 'bea'], next: ['role:admin'] }];
  await inTransaction(database, (tx) => plan(tx, 0, steps));
  await asked();
  expect(await vote('boss', 'admin')).toBe('not_asked');
  await inTransaction(database, (tx) => askNextApprover(tx, id, now));
  expect(await vote('boss', 'admin')).toBe('approved');
});

it('asks one level after another up to the last, each for as long, and then is over', async () => {
  const steps = [{ needs: 'any' as const, approvers: ['ann'], next: ['bea', 'role:supervisor', 'role:admin'] }];
  await inTransaction(database, (tx) => plan(tx, 0, steps));
  await asked();
  const stands = async () =>
    (
      await rows(sql`select approver_role as role, (extract(epoch from escalates_at) * 1000 - ${now})::float8 / ${hour} as next,
        (extract(epoch from expires_at) * 1000 - ${now})::float8 / ${hour} as over from approvals where id = ${id}`)
    )[0];
  const pass = (hours: number) => inTransaction(database, (tx) => askNextApprover(tx, id, now + hours * hour));
  expect(await stands()).toEqual({ role: 'supervisor', next: 1, over: 2 });
  expect(await vote('sue', 'supervisor')).toBe('not_asked');
  await pass(1);
  expect(await stands()).toEqual({ role: 'supervisor', next: 2, over: 3 });
  expect(await pass(2)).toBe('supervisor');
  expect(await pass(3)).toBe('admin');
  expect(await stands()).toEqual({ role: 'admin', next: null, over: 4 });
  expect(await pass(3)).toBeNull();
  expect(await vote('boss', 'admin', { at: now + 4 * hour })).toBe('approval_closed');
  expect(await vote('boss', 'admin', { at: now + 4 * hour - 1 })).toBe('approved');
});

it('gives who is asked in the second step as long as who was asked in the first', async () => {
  const steps = [
    { needs: 'any' as const, approvers: ['ann'], next: ['bea'] },
    { needs: 'any' as const, approvers: ['role:supervisor'], next: ['role:admin'] },
  ];
  await inTransaction(database, (tx) => plan(tx, 0, steps));
  await asked();
  await inTransaction(database, (tx) => askNextApprover(tx, id, now + hour));
  expect(await vote('bea', 'agent', { at: now + 1.5 * hour })).toBe('open');
  const [stands] = await rows(sql`select (extract(epoch from escalates_at) * 1000 - ${now})::float8 / ${hour} as next,
    approver_role as role from approvals where id = ${id}`);
  expect(stands).toEqual({ next: 2.5, role: 'supervisor' });
  expect(await vote('sue', 'supervisor', { at: now + 2 * hour })).toBe('approved');
});

it.each(['order', 'claim', 'quote', 'exit'] as const)(
  'sees a %s that is split over a customer, or by one of the staff',
  async (subject) => {
    const customer = `CUS-${subject}`;
    await rows(
      sql`insert into customers (id, name, email, locale, lifecycle) values (${customer}, 'x', 'x@example.com', 'en', 'prospect')`,
    );
    await write(subject, customer, 'rob', now - hour);
    await write(subject, 'CUS-ACCOUNT', 'rob', now - 2 * hour);
    await write(subject, customer, 'sue', now - 25 * hour);
    const ask = (of: string, requester: string) =>
      inTransaction(database, (tx) =>
        amountAsked(tx, subject, { id: 'new', customer: of, requester, currency: 'CAD', amountMinor: 1000, at: now }),
      );
    expect(await ask(customer, 'ann')).toBe(1000 + 700);
    expect(await ask(customer, 'rob')).toBe(1000 + 1400);
    expect(await ask('CUS-CARD', 'sue')).toBe(1000);
  },
);

/** Something of 7.00 that was asked before. */
async function write(
  subject: 'order' | 'claim' | 'quote' | 'exit',
  customer: string,
  requester: string,
  at: number,
): Promise<void> {
  made += 1;
  const when = sql`${new Date(at).toISOString()}::timestamptz`;
  const order = `ORD-${made}`;
  const process = `${subject === 'quote' ? 'OPP' : subject === 'exit' ? 'EXT' : 'CLM'}-${made}`;
  if (subject === 'exit') {
    await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
      values (${process}, 'exit', ${customer}, 'retention', now(), now(), 'test')`);
    await rows(sql`insert into exits (id, customer_id, kind, policy, zone, notice, open_orders, ended_at)
      values (${process}, ${customer}, 'customer_request', '{}', 'UTC', '{}', 'deliver', now())`);
    await rows(sql`insert into exit_evaluations values (${process}, 1, '{}', '{}', ${requester}, ${when})`);
    await rows(sql`insert into exit_offers (exit_id, customer_id, kind, value_minor, currency, stands_days, state)
      values (${process}, ${customer}, 'credit', 700, 'CAD', 7, 'open')`);
    return;
  }
  if (subject === 'quote') {
    await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
      values (${process}, 'opportunity', ${customer}, 'new', now(), now(), 'test')`);
    await rows(sql`alter table quotes drop constraint if exists quotes_opportunity_id_opportunities_id_fk`);
    await rows(sql`insert into quotes (opportunity_id, no, state, currency, discount_bps, net_minor, discount_minor, authority_minor, terms, digest, created_by, created_at, expires_at)
      values (${process}, 1, 'open', 'CAD', 100, 1, 700, 700, '{}', 'x', ${requester}, ${when}, ${when})`);
    return;
  }
  await rows(sql`insert into orders (id, customer_id, channel, currency, net_minor, tax_minor, total_minor, shortage_policy, payment_method, ship_to, policy, placed_by)
    values (${order}, ${customer}, 'web', 'CAD', 1, 0, 1, 'ask', 'account', '{}', '{}', 'shop')`);
  if (subject === 'order') {
    await rows(sql`insert into approvals (id, order_id, no, reasons, amount_minor, currency, digest, requester, approver_role, raised_at, expires_at)
      values (${`${order}-A1`}, ${order}, 1, '[]', 700, 'CAD', 'x', ${requester}, 'admin', ${when}, ${when})`);
    return;
  }
  await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
    values (${process}, 'claim', ${customer}, 'in_review', now(), now(), 'test')`);
  await rows(
    sql`insert into claims (id, order_id, kind, currency, versions) values (${process}, ${order}, 'damaged', 'CAD', '{}')`,
  );
  await rows(sql`insert into claim_decisions (claim_id, no, lines, amount_minor, reason, proposed_by, proposed_at, state)
    values (${process}, 1, '[]', 700, 'x', ${requester}, ${when}, 'in_force')`);
}
