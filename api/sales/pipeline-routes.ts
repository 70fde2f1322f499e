/** A team's pipeline in numbers, and how far its scores can be trusted. */
import { z } from 'zod';
import { readProcess } from '../../db/processes/read-process.ts';
import { openDeals } from '../../db/sales/open-deals.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { closedDeals } from '../../db/sales/past-deals.ts';
import { type StageLogRow, stageLogs } from '../../db/sales/stage-log.ts';
import { frequencyTable, scoreLead } from '../../domain/sales/lead-score.ts';
import { isOpenStage } from '../../domain/sales/opportunity.ts';
import { ageBand, forecasts, stageFlows, totals } from '../../domain/sales/pipeline.ts';
import { scoreQuality } from '../../domain/sales/score-quality.ts';
import { type StageVisit, stageVisits } from '../../domain/sales/stage-visits.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { dealParams } from './opportunity-schemas.ts';

const read = { method: 'get' as const, tag: 'Sales', permission: 'sales.read' as const, idempotent: false as const };
const query = z.strictObject({ team: z.string().min(1).max(60).default('sales') });
const share = z.number().min(0).max(1);
const total = z.strictObject({
  key: z.string(),
  currency: z.string(),
  deals: z.number().int(),
  amountMinor: z.number().int(),
});

const pipeline = z
  .strictObject({
    team: z.string(),
    byStage: z.array(total),
    byOwner: z.array(total),
    byAge: z.array(total).describe('By days since they were opened'),
    stages: z.array(
      z.strictObject({
        stage: z.string(),
        visits: z.number().int(),
        conversion: share.nullable().describe('How many go on to the next stage; loss competes'),
        lost: share.nullable(),
        medianMs: z
          .number()
          .nullable()
          .describe('Half have left by then; null where fewer have. Snoozed time is taken out'),
      }),
    ),
    forecast: z.array(
      z.strictObject({
        currency: z.string(),
        expectedMinor: z.number().int(),
        standardDeviationMinor: z.number().int(),
        winsLow: z.number().int(),
        winsMedian: z.number().int(),
        winsHigh: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Pipeline' });

const oneTotal = { currency: 'CAD', deals: 1, amountMinor: 79_960 };
const pipelineExample: z.input<typeof pipeline> = {
  team: 'sales',
  byStage: [{ key: 'proposal', ...oneTotal }],
  byOwner: [{ key: 'marie@sales', ...oneTotal }],
  byAge: [{ key: 'under_30', ...oneTotal }],
  stages: [{ stage: 'new', visits: 3, conversion: 0.66, lost: 0.33, medianMs: 86_400_000 }],
  forecast: [
    {
      ...{ currency: 'CAD', expectedMinor: 39_980, standardDeviationMinor: 39_980 },
      winsLow: 0,
      winsMedian: 0,
      winsHigh: 1,
    },
  ],
};

const calibration = z
  .strictObject({
    team: z.string(),
    learnedFrom: z.number().int(),
    heldOut: z.number().int().describe('The newest fifth of the closed deals'),
    brier: z.number().nullable().describe('Mean squared error: 0 is perfect, 0.25 is a coin'),
    bins: z.array(
      z.strictObject({
        from: z.number(),
        until: z.number(),
        count: z.number().int(),
        predicted: z.number().nullable(),
        observed: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'ScoreCalibration' });

const score = z
  .strictObject({
    id: z.string(),
    probability: share,
    parts: z
      .array(z.strictObject({ factor: z.string(), value: z.string().nullable(), logOdds: z.number() }))
      .describe('What speaks for winning (above 0) and against it; they sum to the log odds of the probability'),
    learnedFrom: z.number().int().describe('Closed deals of the team'),
  })
  .meta({ id: 'DealScore' });

export const pipelineRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...read, path: '/v1/pipeline', summary: 'A team’s pipeline' },
    description: 'What is open by stage, owner and age; how deals go through the stages; what they will bring.',
    query,
    responses: { 200: { description: 'The pipeline', schema: pipeline, example: pipelineExample } },
    handle: async ({ deps: { database }, query: { team } }) => {
      const on = database.query;
      const [open, closed, logs] = await Promise.all([openDeals(on, team), closedDeals(on, team), stageLogs(on, team)]);
      const now = Date.now();
      return {
        status: 200,
        body: {
          team,
          byStage: totals(open, ({ stage }) => stage),
          byOwner: totals(open, ({ owner }) => owner),
          byAge: totals(open, ({ openedAt }) => ageBand(openedAt, now)),
          stages: stageFlows(visitsOf(logs, now)),
          forecast: forecasts(open, frequencyTable(closed)),
        },
      };
    },
  }),
  defineRoute({
    ...{ ...read, path: '/v1/pipeline/calibration', summary: 'How far scores can be trusted' },
    description: 'Scores are made from the older closed deals and judged on the newest ones.',
    query,
    responses: {
      200: {
        description: 'The calibration',
        schema: calibration,
        example: {
          ...{ team: 'sales', learnedFrom: 40, heldOut: 10, brier: 0.18 },
          bins: [{ from: 0.5, until: 0.6, count: 4, predicted: 0.55, observed: 0.5 }],
        },
      },
    },
    handle: async ({ deps: { database }, query: { team } }) => {
      const { bins, ...quality } = scoreQuality(await closedDeals(database.query, team));
      return { status: 200, body: { team, ...quality, bins: [...bins] } };
    },
  }),
  defineRoute({
    ...{ ...read, path: '/v1/opportunities/{id}/score', summary: 'How likely a deal is won, and why' },
    description: 'From how often deals like it were won by the team. The part of each factor is shown.',
    params: dealParams,
    responses: {
      200: {
        description: 'The score',
        schema: score,
        example: {
          ...{ id: 'OPP-7K3M2QX', probability: 0.62, learnedFrom: 50 },
          parts: [{ factor: 'source', value: 'fair', logOdds: 0.49 }],
        },
      },
    },
    handle: async ({ deps: { database }, params: { id } }) => {
      const facts = await readProcess(database, opportunityStore, id);
      if (facts === null) throw refuse('not_found', { thing: `Opportunity ${id}` });
      const closed = await closedDeals(database.query, facts.team);
      const stage = isOpenStage(facts.status) ? facts.status : 'new';
      // A deal that is over is no witness for itself.
      const others = closed.filter((deal) => deal.id !== id);
      const { probability, parts } = scoreLead(frequencyTable(others), { stage, factors: facts.factors });
      return { status: 200, body: { id, probability, parts: [...parts], learnedFrom: others.length } };
    },
  }),
];

function visitsOf(rows: readonly StageLogRow[], now: number): StageVisit[] {
  const logs = new Map<string, StageLogRow['entry'][]>();
  for (const { opportunityId, entry } of rows) {
    logs.set(opportunityId, [...(logs.get(opportunityId) ?? []), entry]);
  }
  return [...logs.values()].flatMap((log) => stageVisits(log, now));
}
