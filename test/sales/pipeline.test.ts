/** The numbers of a pipeline, on deals whose history is known. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '../harness/world.ts';
import { shown, upToProposal } from './evidence.ts';

let world: World;
const dayMs = 86_400_000;
const start = Date.now() - 30 * dayMs;

beforeAll(async () => {
  world = await startWorld({ worker: false });
  const week = Array(7).fill([{ fromMinute: 0, untilMinute: 1440 }]);
  await world.api.put('supervisor', '/v1/calendars/always', { zone: 'UTC', week });
  // Deals from the fair were won, others lost: 1 day in new each; one still open.
  for (let n = 0; n < 20; n += 1) await past(n % 2 === 0 ? 'fair' : 'web', n % 2 === 0 ? 'won' : 'lost');
});
afterAll(() => world?.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

async function open(source: string): Promise<string> {
  const amount = { amount: 10_000, currency: 'CAD' };
  const deal = {
    customerId: 'CUS-CARD',
    title: 'Lamps',
    amount,
    owner: 'marie',
    calendar: 'always',
    factors: { source },
  };
  const answer = await world.api.post('agent', '/v1/opportunities', deal);
  expect(answer.status).toBe(201);
  return answer.body.id;
}

/** Entered the first stage 30 days ago and left it a day later. */
async function past(source: string, outcome: 'won' | 'lost'): Promise<void> {
  const id = await open(source);
  if (outcome === 'won') {
    const evidence = shown(...upToProposal, 'quote_sent');
    await world.api.post('agent', `/v1/opportunities/${id}/advance`, { to: 'negotiation', evidence });
  }
  const close = { outcome, reason: 'x', evidence: outcome === 'won' ? shown('quote_accepted') : [] };
  expect((await world.api.post('agent', `/v1/opportunities/${id}/close`, close)).status).toBe(200);
  await rows(sql`update stage_log set at = ${new Date(start).toISOString()}::timestamptz
    + (no - 1) * interval '1 day' where opportunity_id = ${id}`);
}

it('scores a deal by the history of deals like it, with the part of each factor', async () => {
  const [fair, web] = await Promise.all(['fair', 'web'].map(async (source) => score(await open(source))));
  expect(fair.probability).toBeGreaterThan(0.9);
  expect(web.probability).toBeLessThan(0.1);
  expect(fair.learnedFrom).toBe(20);
  expect(fair.parts.map(({ factor }: { factor: string }) => factor)).toContain('source');
  const sum = fair.parts.reduce((total: number, { logOdds }: { logOdds: number }) => total + logOdds, 0);
  expect(1 / (1 + Math.exp(-sum))).toBeCloseTo(fair.probability, 10);
});

const score = async (id: string) => (await world.api.get('agent', `/v1/opportunities/${id}/score`)).body;

it('tells how far scores can be trusted, on deals that they were not made from', async () => {
  const { body } = await world.api.get('agent', '/v1/pipeline/calibration');
  expect(body).toMatchObject({ learnedFrom: 16, heldOut: 4 });
  expect(body.brier).toBeLessThan(0.05);
  expect(body.bins).toHaveLength(10);
  expect((await world.api.get('agent', '/v1/pipeline/calibration?team=nobody')).body).toMatchObject({ brier: null });
});

it('sums what is open, and measures the stages and what is to come', async () => {
  const { body } = await world.api.get('agent', '/v1/pipeline');
  const both = { currency: 'CAD', deals: 2, amountMinor: 20_000 };
  expect(body.byStage).toEqual([{ key: 'new', ...both }]);
  expect(body.byOwner).toEqual([{ key: 'marie', ...both }]);
  expect(body.byAge).toEqual([{ key: 'under_7', ...both }]);
  // The two that are still in it are censored before the first that left: half of the others went on, half were lost.
  const [first] = body.stages;
  expect(first).toMatchObject({ stage: 'new', visits: 22, medianMs: dayMs });
  expect(first.conversion).toBeCloseTo(0.5, 10);
  expect(first.lost).toBeCloseTo(0.5, 10);
  expect(body.forecast).toMatchObject([{ currency: 'CAD', winsMedian: 1 }]);
  expect(body.forecast[0].expectedMinor).toBeGreaterThan(9000);
  expect((await world.api.get('agent', '/v1/pipeline?team=nobody')).body).toMatchObject({ byStage: [], forecast: [] });
});
