/** A team's pipeline in numbers. */
import { z } from 'zod';
import { openDeals } from '../../db/sales/open-deals.ts';
import { closedDeals } from '../../db/sales/past-deals.ts';
import { type StageLogRow, stageLogs } from '../../db/sales/stage-log.ts';
import { frequencyTable } from '../../domain/sales/lead-score.ts';
import { ageBand, forecasts, stageFlows, totals } from '../../domain/sales/pipeline.ts';
import { type StageVisit, stageVisits } from '../../domain/sales/stage-visits.ts';
import { defineRoute, type Route } from '../route.ts';

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
];

function visitsOf(rows: readonly StageLogRow[], now: number): StageVisit[] {
  const logs = new Map<string, StageLogRow['entry'][]>();
  for (const { opportunityId, entry } of rows) {
    logs.set(opportunityId, [...(logs.get(opportunityId) ?? []), entry]);
  }
  return [...logs.values()].flatMap((log) => stageVisits(log, now));
}
