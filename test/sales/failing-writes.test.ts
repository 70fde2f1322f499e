/** Every command and every step of sales, with each of its writes failing in turn: all or nothing, and the same request again does it. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import { enrolmentMoves } from '../../domain/sales/cadence.ts';
import { opportunityMoves } from '../../domain/sales/opportunity-stages.ts';
import { changedTables, digests, refusingWrites } from '../harness/refused-writes.ts';
import { putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from './evidence.ts';

let world: World;
const dayMs = 86_400_000;
const address = {
  ...{ name: 'Zoé', line1: '1, rue Sainte-Catherine', city: 'Montréal', region: 'QC', postalCode: 'H2X 1K4' },
  country: 'CA',
};

beforeAll(async () => {
  world = await startWorld({ worker: false });
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
  const steps = [{ delayMinutes: 0, channel: 'email', template: 'cadence_intro' }];
  await world.api.put('supervisor', '/v1/cadences/one', { name: 'One', calendar: 'always', steps });
  const person = { name: 'Ann', email: 'ann@example.com', role: 'agent', team: 'sales', calendar: 'always' };
  await world.api.put('supervisor', '/v1/staff/ann', { ...person, languages: ['en', 'fr'] });
  const limits = [{ role: 'agent', upTo: { amount: 500, currency: 'CAD' } }];
  await world.api.put('admin', '/v1/approval-limits', { limits });
  await putStock(world.database, 'LAMP', 'MTL', 500);
}, 60_000);
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

async function must(path: string, body: object): Promise<{ id: string } & Record<string, unknown>> {
  const answer = await world.api.post('agent', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

async function prospect(): Promise<string> {
  const id = `CUS-${randomUUID()}`;
  await rows(
    sql`insert into customers (id, name, email, locale, lifecycle) values (${id}, 'P', 'p@example.com', 'fr', 'prospect')`,
  );
  return id;
}

async function deal(): Promise<string> {
  const amount = { amount: 100_000, currency: 'CAD' };
  const body = { customerId: await prospect(), title: 'Lamps', amount, owner: 'ann', calendar: 'always' };
  return (await must('/v1/opportunities', body)).id;
}

async function dealAt(to: 'proposal' | 'negotiation'): Promise<string> {
  const id = await deal();
  await must(`/v1/opportunities/${id}/advance`, { to, evidence: shown(...upToProposal, 'quote_sent') });
  return id;
}

async function quoted(discountBps = 0): Promise<string> {
  const id = await dealAt('proposal');
  await must(`/v1/opportunities/${id}/quotes`, { lines: [{ sku: 'LAMP', quantity: 2 }], shipTo: address, discountBps });
  return id;
}

const lead = async (more: object) =>
  (
    await must('/v1/leads', {
      source: 'web',
      externalId: randomUUID(),
      name: 'Zed',
      email: `${randomUUID()}@example.com`,
      ...more,
    })
  ).id;

async function merged(): Promise<string> {
  const [kept, absorbed] = [await lead({}), await lead({ phone: '+1 514 555 0142' })];
  await must(`/v1/leads/${kept}/merge`, { absorb: absorbed });
  return absorbed;
}

async function enrolled(): Promise<string> {
  const customerId = await prospect();
  await must(`/v1/customers/${customerId}/consents`, { channel: 'email', given: true, source: 'form' });
  return (await must('/v1/cadences/one/enrolments', { customerId, owner: 'Ann' })).id;
}

type Asked = { readonly path: string; readonly body: object };
const of = (id: string, what: string, body: object): Asked => ({ path: `/v1/opportunities/${id}/${what}`, body });
const later = () => new Date(Date.now() + 20 * dayMs).toISOString();
const deals = ['commands', 'events', 'opportunities', 'processes'];
const nextStep = () => ({ what: 'Call', dueAt: later() });

/** What each command writes: a table that is missing here, or too many, fails the test too. */
const commands: Record<string, { tables: string[]; arrange: () => Promise<Asked> }> = {
  'opening a deal': {
    tables: ['commands', 'events', 'opportunities', 'processes', 'seller_turns', 'stage_log'],
    arrange: async () => {
      const amount = { amount: 1, currency: 'CAD' };
      return {
        path: '/v1/opportunities',
        body: { customerId: await prospect(), title: 'x', amount, calendar: 'always' },
      };
    },
  },
  advance: {
    tables: [...deals, 'stage_evidence', 'stage_log'],
    arrange: async () =>
      of(await deal(), 'advance', { to: 'contacted', evidence: shown('contact_made'), nextStep: nextStep() }),
  },
  regress: {
    tables: [...deals, 'stage_evidence', 'stage_log'],
    arrange: async () =>
      of(await dealAt('proposal'), 'regress', { to: 'new', reason: 'x', withdraw: ['budget_confirmed'] }),
  },
  snooze: {
    tables: [...deals, 'stage_log'],
    arrange: async () => of(await deal(), 'snooze', { until: later(), reason: 'x' }),
  },
  'an interaction': {
    tables: ['commands', 'customers', 'events', 'interactions', 'processes', 'stage_evidence'],
    arrange: async () => of(await deal(), 'interactions', { kind: 'meeting', evidence: shown('contact_made') }),
  },
  'a quote that needs approval': {
    tables: ['approvals', 'commands', 'events', 'processes', 'quote_lines', 'quotes', 'tasks'],
    arrange: async () => {
      const body = { lines: [{ sku: 'LAMP', quantity: 3 }], shipTo: address, discountBps: 9000 };
      return of(await dealAt('negotiation'), 'quotes', body);
    },
  },
  'accepting a quote with its order': {
    tables: ['commands', 'events', 'order_lines', 'orders', 'processes', 'quotes', 'stage_evidence'],
    arrange: async () => of(await quoted(), 'quotes/1/accept', { payment: { method: 'card', token: 'pm_card_visa' } }),
  },
  'winning a deal': {
    tables: [...deals, 'customers', 'onboarding_tasks', 'onboardings', 'stage_evidence', 'stage_log'],
    arrange: async () => {
      const evidence = shown('quote_accepted');
      const body = { outcome: 'won', reason: 'x', billTo: address, evidence, promises: [] };
      return of(await dealAt('negotiation'), 'close', body);
    },
  },
  'losing a deal with an open quote': {
    tables: [...deals, 'quotes', 'stage_log'],
    arrange: async () => of(await quoted(), 'close', { outcome: 'lost', reason: 'x' }),
  },
  'putting a deal off': {
    tables: [...deals, 'stage_log'],
    arrange: async () => of(await deal(), 'close', { outcome: 'recycled', reason: 'x', until: later() }),
  },
  'importing leads': {
    tables: ['commands', 'leads', 'seller_turns'],
    arrange: async () => {
      const line = (n: number) => `${randomUUID()},Name ${n},n${n}@example.com`;
      const csv = ['external_id,name,email', ...[1, 2, 3].map(line)].join('\n');
      return { path: '/v1/leads/imports', body: { source: 'fair', csv, dryRun: false } };
    },
  },
  'merging leads': {
    tables: ['commands', 'lead_merges', 'leads'],
    arrange: async () => ({
      path: `/v1/leads/${await lead({})}/merge`,
      body: { absorb: await lead({ phone: '+1 514 555 0142' }) },
    }),
  },
  'undoing a merge': {
    tables: ['commands', 'lead_merges', 'leads'],
    arrange: async () => ({ path: `/v1/leads/${await merged()}/unmerge`, body: {} }),
  },
  'converting a lead': {
    tables: ['commands', 'customers', 'events', 'leads', 'opportunities', 'processes', 'stage_log'],
    arrange: async () => {
      const amount = { amount: 5000, currency: 'CAD' };
      return { path: `/v1/leads/${await lead({})}/convert`, body: { title: 'x', amount, calendar: 'always' } };
    },
  },
  enrolling: {
    tables: ['commands', 'enrolments', 'events', 'processes'],
    arrange: async () => ({
      path: '/v1/cadences/one/enrolments',
      body: { customerId: await prospect(), owner: 'Ann' },
    }),
  },
  'stopping an enrolment': {
    tables: ['commands', 'enrolments', 'events', 'processes'],
    arrange: async () => ({ path: `/v1/enrolments/${await enrolled()}/stop`, body: {} }),
  },
};

describe.each(Object.entries(commands))('%s', (_what, { tables, arrange }) => {
  it('is done once or not at all, whichever of its writes fails, and however often it is asked', async () => {
    const { path, body } = await arrange();
    const key = randomUUID();
    const ask = () => world.api.post('agent', path, body, { key });
    const before = await digests(world.database);
    for (const table of tables) {
      const answer = await refusingWrites(world.database, table, ask);
      expect([table, answer.status]).toEqual([table, 500]);
      expect([table, changedTables(before, await digests(world.database))]).toEqual([table, []]);
    }
    const done = await ask();
    expect(done.status, JSON.stringify(done.body)).toBeLessThan(300);
    const after = await digests(world.database);
    expect(changedTables(before, after)).toEqual(tables.toSorted());
    const again = await Promise.all([ask(), ask()]);
    for (const answer of again) expect(answer).toMatchObject({ status: done.status, body: done.body });
    expect(changedTables(after, await digests(world.database))).toEqual([]);
  });
});

async function advance(kind: ProcessKind, id: string, at: number) {
  const key = randomUUID();
  return () => world.activities.advanceProcess({ kind, id, key, now: at });
}

/** What time does by itself, and how long after it was arranged. */
const steps: Record<string, { kind: ProcessKind; tables: string[]; afterMs: number; arrange: () => Promise<string> }> =
  {
    'a touch': {
      ...{ kind: 'enrolment', afterMs: 0, arrange: enrolled },
      tables: ['effects', 'enrolments', 'events', 'messages', 'processes', 'touches'],
    },
    'a level of the ladder': {
      ...{ kind: 'opportunity', afterMs: 1.2 * dayMs, arrange: deal },
      tables: ['effects', 'events', 'opportunities', 'processes', 'tasks'],
    },
    'the end of a sleep': {
      ...{ kind: 'opportunity', afterMs: 21 * dayMs },
      tables: ['effects', 'events', 'opportunities', 'processes', 'stage_log'],
      arrange: async () => {
        const id = await deal();
        await must(`/v1/opportunities/${id}/snooze`, { until: later(), reason: 'x' });
        return id;
      },
    },
    'beginning again': {
      ...{ kind: 'opportunity', afterMs: 21 * dayMs },
      tables: ['effects', 'events', 'opportunities', 'processes', 'stage_log', 'tasks'],
      arrange: async () => {
        const id = await deal();
        await must(`/v1/opportunities/${id}/close`, { outcome: 'recycled', reason: 'x', until: later() });
        return id;
      },
    },
  };

describe.each(Object.entries(steps))('%s', (_what, { kind, tables, afterMs, arrange }) => {
  it('is made once or not at all, whichever of its writes fails, and however often the step is tried', async () => {
    const id = await arrange();
    const step = await advance(kind, id, Date.now() + afterMs);
    const before = await digests(world.database);
    for (const table of tables) {
      await expect(refusingWrites(world.database, table, step), table).rejects.toThrow();
      expect([table, changedTables(before, await digests(world.database))]).toEqual([table, []]);
    }
    const progress = await step();
    const after = await digests(world.database);
    expect(changedTables(before, after)).toEqual(tables.toSorted());
    expect(await Promise.all([step(), step()])).toEqual([progress, progress]);
    expect(changedTables(after, await digests(world.database))).toEqual([]);
  });
});

describe('the database', () => {
  it.each([
    ['opportunity', opportunityMoves],
    ['enrolment', enrolmentMoves],
  ] as const)('takes the moves of an %s that are in its table, and refuses every other', async (kind, moves) => {
    const customerId = await prospect();
    const moved: string[] = [];
    for (const from of Object.keys(moves)) {
      for (const to of Object.keys(moves).filter((status) => status !== from)) {
        const id = randomUUID();
        await rows(sql`insert into processes (id, kind, customer_id, status, status_since, opened_at, opened_by)
          values (${id}, ${kind}, ${customerId}, ${from}, now(), now(), 'test')`);
        const update = rows(sql`update processes set status = ${to} where id = ${id} returning id`);
        moved.push(...(await update.then(() => [`${from}>${to}`]).catch(() => [])));
      }
    }
    const table: [string, readonly string[]][] = Object.entries(moves);
    const legal = table.flatMap(([from, tos]) => tos.map((to) => `${from}>${to}`));
    expect(moved.sort()).toEqual(legal.sort());
  });
});
