/** What happens to customers in a walk beyond what happens to them anywhere: duplicates, exits that go on, and the days that come. */
import { sql } from 'drizzle-orm';
import { casePriorities } from '../../domain/assistance/case-policy.ts';
import { caseMoves } from '../../domain/assistance/case-states.ts';
import { pick, type Random, upTo } from '../harness/random.ts';
import { ofLeads, told } from './customer-walk-leads.ts';
import { withAnOrder } from './customer-walk-orders.ts';
import type { Move, WalkStage } from './customer-walk-stage.ts';
import { draw, somebody } from './happening.ts';
import { happenings } from './things-that-happen.ts';

/** Statuses that nothing leaves. */
const ended = ['finished', 'stopped', 'won', 'lost', 'erased', 'retained', 'won_back', 'rescinded', 'closed'];

const because = { reason: 'walk' };
const consent = ['email', 'phone', 'sms'];

/** Whatever a process waits for comes sooner, and it looks. */
const aDayComes: Move = async (stage, random) => {
  const ago = sql`now() - interval '1 minute'`;
  const kind = pick(random, [
    'exit',
    'exit',
    'exit',
    'enrolment',
    'enrolment',
    'opportunity',
    'onboarding',
    'claim',
    'case',
  ] as const);
  const open = (await stage.processesOf(kind)).filter(({ status }) => !ended.includes(status));
  if (open.length === 0) return;
  const process = pick(random, open);
  const { id } = process;
  const days = {
    exit: [
      sql`update exits set notice_ends_at = ${ago} where id = ${id} and notice_ends_at is not null and settling_since is null`,
      sql`update exits set erase_at = ${ago} where id = ${id} and erase_at is not null`,
      sql`update exits set next_check_at = now() where id = ${id} and next_check_at is not null`,
      sql`update exit_offers set expires_at = now() where exit_id = ${id} and expires_at is not null`,
      sql`update approvals set expires_at = now() where process_id = ${id} and state = 'open'`,
    ],
    enrolment: [sql`update enrolments set due_at = ${ago} where id = ${id}`],
    opportunity: [
      sql`update quotes set expires_at = ${ago} where opportunity_id = ${id}`,
      sql`update approvals set expires_at = now() where process_id = ${id} and state = 'open'`,
    ],
    onboarding: [sql`update onboardings set start_at = now() - interval '60 days' where id = ${id}`],
    claim: [
      sql`update returns set due_at = ${ago} where claim_id = ${id} and status in ('authorised', 'in_transit')`,
      sql`update approvals set expires_at = now() where process_id = ${id} and state = 'open'`,
    ],
    case: [sql`update cases set remind_at = ${ago} where id = ${id} and remind_at is not null`],
  };
  await stage.database.query.execute(pick(random, days[kind]));
  await stage.wakeUp(process);
};

/** They are somebody else by name, are to be reached elsewhere, or may be written to on other ways. */
const dataChange: Move = (stage, random) => {
  const at = `/v1/customers/${somebody(stage, random)}`;
  const contact = { name: 'Paul', email: 'paul@example.com', locale: 'fr', role: 'sponsor' };
  return pick(random, [
    () => stage.ask('back_office', 'PATCH', at, { phone: '+15145550142', locale: pick(random, ['en', 'fr']) }),
    () => stage.ask('back_office', 'POST', `${at}/contacts`, contact),
    () => stage.ask('back_office', 'DELETE', `${at}/contacts/${1 + upTo(random, 1)}`),
    () =>
      stage.ask('back_office', 'PATCH', `${at}/contacts/${1 + upTo(random, 1)}`, {
        locale: pick(random, ['en', 'fr']),
      }),
    () => stage.post(`${at}/consents`, { channel: pick(random, consent), given: random() < 0.7, source: 'form' }),
    () => stage.post(`${at}/interactions`, { kind: pick(random, ['reply', 'meeting', 'opt_out']) }),
    () => stage.post(`${at}/risk`, { atRisk: random() < 0.5, ...because }),
  ])();
};

const twoBecomeOne: Move = (stage, random) => {
  const id = somebody(stage, random);
  const absorb = pick(
    random,
    stage.customerIds.filter((other) => other !== id),
  );
  if (random() < 0.4) return stage.post(`/v1/customers/${id}/unmerge`, {});
  return stage.post(`/v1/customers/${id}/merge`, { absorb, ...because });
};

const inACase: Move = async (stage, random) => {
  const cases = await stage.processesOf('case');
  if (cases.length === 0) return;
  const { id } = pick(random, cases);
  const tos = Object.keys(caseMoves).filter((to) => !['new', 'merged'].includes(to));
  return pick(random, [
    () => stage.post(`/v1/cases/${id}/status`, { to: pick(random, tos), ...because }),
    () => stage.post(`/v1/cases/${id}/priority`, { priority: pick(random, casePriorities) }),
    () => stage.post(`/v1/cases/${id}/merge`, { into: pick(random, cases).id }),
    () => stage.post(`/v1/cases/${id}/assignment`, random() < 0.5 ? {} : { owner: 'odile' }),
    () => stage.post(`/v1/cases/${id}/satisfaction`, { score: pick(random, [2, 9]) }),
  ])();
};

/** What was done does not hold; a deal sleeps for a moment; somebody may not stay. */
const setBack: Move = async (stage, random) => {
  const of = async (kind: 'onboarding' | 'opportunity' | 'enrolment' | 'claim') =>
    (await stage.processesOf(kind))[0]?.id ?? 'X-1';
  const soon = new Date(Date.now() + 1500).toISOString();
  const kind = pick(random, ['non_payment', 'fraud', 'death', 'insolvency']);
  return pick(random, [
    async () =>
      stage.post(`/v1/onboardings/${await of('onboarding')}/tasks/${pick(random, ['call', 'data'])}/reopen`, because),
    async () => stage.post(`/v1/opportunities/${await of('opportunity')}/snooze`, { until: soon, ...because }),
    async () =>
      stage.post(`/v1/opportunities/${await of('opportunity')}/close`, {
        outcome: 'recycled',
        until: soon,
        ...because,
      }),
    async () => stage.post(`/v1/enrolments/${await of('enrolment')}/stop`, {}),
    async () =>
      stage.post(`/v1/opportunities/${await of('opportunity')}/interactions`, {
        kind: pick(random, ['reply', 'meeting', 'call']),
      }),
    async () => stage.post(`/v1/claims/${await of('claim')}/acknowledgement`, {}),
    async () => stage.post('/v1/exits', { customerId: somebody(stage, random), kind }, 'supervisor'),
  ])();
};

/** The next thing that an exit wants in order to come to its end, or to another one. */
const leaves: Move = async (stage, random) => {
  const [exit] = (await stage.processesOf('exit')).filter(({ status }) => !ended.includes(status));
  if (!exit) return;
  const at = `/v1/exits/${exit.id}`;
  const dayOf = async (column: 'notice_ends_at' | 'erase_at') => {
    const query = sql`update exits set ${sql.identifier(column)} = now() - interval '1 minute' where id = ${exit.id}`;
    await stage.database.query.execute(query);
    await stage.wakeUp(exit);
  };
  switch (exit.status) {
    case 'requested':
      return stage.post(`${at}/reason`, { reason: pick(random, ['price', 'moving', 'service']) });
    case 'retention':
      return stage.post(`${at}/offer`, { answer: pick(random, ['accept', 'refuse', 'refuse']) });
    case 'notice':
      return random() < 0.2 ? stage.post(`${at}/rescind`, {}) : dayOf('notice_ends_at');
    case 'settling':
      return stage.wakeUp(exit);
    case 'exporting':
      await paid(stage, exit.id);
      return stage.post(`${at}/confirm`, {});
    default:
      return random() < 0.3 ? stage.post(`${at}/win-back`, {}) : dayOf('erase_at');
  }
};

/** Whatever of the settlement a person is asked for. */
async function paid(stage: WalkStage, exit: string): Promise<void> {
  const { data } = (await stage.ask('agent', 'GET', `/v1/tasks?process=${exit}`)).body;
  for (const { id, evidenceWanted } of data) {
    const evidence = evidenceWanted === null ? {} : { evidence: 'TRF-1' };
    await stage.post(`/v1/tasks/${id}/completion`, { outcome: 'paid', ...evidence });
  }
}

/** An order is held, or goes on. */
const held: Move = async (stage, random) => {
  if (stage.orders.length === 0) return;
  const at = `/v1/orders/${pick(random, stage.orders).id}/holds`;
  if (random() < 0.2) return stage.post(at, { kind: 'manual', ...because });
  return stage.post(`${at}/${pick(random, ['manual', 'fraud', 'credit'])}/release`, because);
};

/** The bank says no, or says nothing; carriers lose parcels and bring them back. */
const outside =
  (fault: (match: string, random: Random) => Promise<unknown>): Move =>
  async (stage, random) => {
    if (stage.orders.length === 0) return;
    const { id } = pick(random, stage.orders);
    if (random() < 0.4) return fault(id, random);
    const status = pick(random, ['delivered', 'lost', 'returning']);
    return stage.post(`/v1/shipments/${id}-S1/correction`, { status, ...because });
  };

export async function resolveStuck(stage: WalkStage): Promise<void> {
  const stuck = await stage.database.query.execute<{ id: string; kind: string; work: string; subject: string }>(sql`
    select p.id, kind, work, subject from stuck_work join processes p on p.id = process_id
    where resolution is null and customer_id in ${stage.customerIds} order by p.id, no`);
  for (const { id, kind, work, subject } of stuck) {
    const what = kind === 'claim' ? { subject, resolution: 'retry' } : { work };
    await stage.post(`/v1/${kind}s/${id}/intervention`, { ...what, ...because });
  }
}

export function customerWalkMove(fault: (match: string, random: Random) => Promise<unknown>): Move {
  const anything: Move = async (stage, random) => (await draw(happenings, stage, random)).run();
  const oneOf = [
    ...[anything, anything, anything, anything, anything, anything, anything, anything, anything, anything],
    ...[told, ofLeads, ofLeads, aDayComes, aDayComes, aDayComes, aDayComes, dataChange, twoBecomeOne, inACase, inACase],
    ...[leaves, leaves, leaves, leaves, held, setBack, resolveStuck, outside(fault)],
    ...[withAnOrder, withAnOrder, withAnOrder],
  ];
  return (stage, random) => pick(random, oneOf)(stage, random);
}
