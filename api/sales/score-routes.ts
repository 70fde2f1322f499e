/** How likely a lead or a deal is won, why, and how far that can be trusted. */
import { z } from 'zod';
import { readProcess } from '../../db/processes/read-process.ts';
import { findLead } from '../../db/sales/find-leads.ts';
import { opportunityStore } from '../../db/sales/opportunity-store.ts';
import { type ClosedDeal, closedDeals } from '../../db/sales/past-deals.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import { scoreFactors } from '../../domain/sales/lead.ts';
import { frequencyTable, scoreLead } from '../../domain/sales/lead-score.ts';
import { isOpenStage } from '../../domain/sales/opportunity.ts';
import type { OpenStage } from '../../domain/sales/opportunity-stages.ts';
import { scoreQuality } from '../../domain/sales/score-quality.ts';
import { partText } from '../../domain/sales/score-words.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { bilingual } from '../schemas.ts';
import { leadParams } from './lead-schemas.ts';
import { dealParams } from './opportunity-schemas.ts';

const read = { method: 'get' as const, tag: 'Sales', permission: 'sales.read' as const, idempotent: false as const };
const query = z.strictObject({ team: z.string().min(1).max(60).default('sales') });

const quality = z
  .strictObject({
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
  .meta({ id: 'ScoreQuality' });

const qualityExample: z.input<typeof quality> = {
  ...{ learnedFrom: 40, heldOut: 10, brier: 0.18 },
  bins: [{ from: 0.5, until: 0.6, count: 4, predicted: 0.55, observed: 0.5 }],
};

const calibration = z.strictObject({ team: z.string(), ...quality.shape }).meta({ id: 'ScoreCalibration' });

const score = z
  .strictObject({
    id: z.string(),
    probability: z.number().min(0).max(1),
    parts: z
      .array(
        z.strictObject({
          factor: z.string(),
          value: z.string().nullable(),
          logOdds: z.number(),
          text: bilingual,
        }),
      )
      .describe('What speaks for winning (above 0) and against it; they sum to the log odds of the probability'),
    learnedFrom: z.number().int().describe('Closed deals of the team'),
    quality: quality.describe('How such scores did on deals that they were not made from'),
  })
  .meta({ id: 'Score' });

const scoreExample: z.input<typeof score> = {
  ...{ id: 'OPP-7K3M2QX', probability: 0.62, learnedFrom: 50, quality: qualityExample },
  parts: [
    {
      ...{ factor: 'source', value: 'fair', logOdds: 0.49 },
      text: {
        en: 'Source “fair”: 1.63 times the odds of winning.',
        fr: 'Provenance « fair » : multiplie les chances par 1,63.',
      },
    },
  ],
};

export const scoreRoutes: readonly Route[] = [
  defineRoute({
    ...{ ...read, path: '/v1/leads/{id}/score', summary: 'How likely a lead becomes a won deal, and why' },
    description:
      'As a deal that has just begun. From how often the team won deals like it; the part of each factor is shown.',
    params: leadParams,
    query,
    responses: { 200: { description: 'The score', schema: score, example: { ...scoreExample, id: 'LED-7K3M2QX' } } },
    handle: async ({ deps: { database }, params: { id }, query: { team } }) => {
      const lead = await findLead(database.query, id);
      if (lead === null) throw refuse('not_found', { thing: `Lead ${id}` });
      const closed = await closedDeals(database.query, team);
      // What became of it is no witness for it.
      const others = closed.filter((deal) => deal.id !== lead.opportunityId);
      return { status: 200, body: scored(id, others, { stage: 'new', factors: scoreFactors(lead) }) };
    },
  }),
  defineRoute({
    ...{ ...read, path: '/v1/opportunities/{id}/score', summary: 'How likely a deal is won, and why' },
    description: 'From how often deals like it were won by the team. The part of each factor is shown.',
    params: dealParams,
    responses: { 200: { description: 'The score', schema: score, example: scoreExample } },
    handle: async ({ deps: { database }, params: { id } }) => {
      const facts = await readProcess(database, opportunityStore, id);
      if (facts === null) throw refuse('not_found', { thing: `Opportunity ${id}` });
      const closed = await closedDeals(database.query, facts.team);
      const stage = isOpenStage(facts.status) ? facts.status : 'new';
      // A deal that is over is no witness for itself.
      const others = closed.filter((deal) => deal.id !== id);
      return { status: 200, body: scored(id, others, { stage, factors: facts.factors }) };
    },
  }),
  defineRoute({
    ...{ ...read, path: '/v1/pipeline/calibration', summary: 'How far scores can be trusted' },
    description: 'Scores are made from the older closed deals and judged on the newest ones.',
    query,
    responses: {
      200: { description: 'The calibration', schema: calibration, example: { team: 'sales', ...qualityExample } },
    },
    handle: async ({ deps: { database }, query: { team } }) => ({
      status: 200,
      body: { team, ...qualityOf(await closedDeals(database.query, team)) },
    }),
  }),
];

type Scored = { readonly stage: OpenStage; readonly factors: Readonly<Record<string, string>> };

function scored(id: string, closed: readonly ClosedDeal[], about: Scored): z.input<typeof score> {
  const { probability, parts } = scoreLead(frequencyTable(closed), about);
  return {
    ...{ id, probability, learnedFrom: closed.length, quality: qualityOf(closed) },
    parts: parts.map((part) => ({ ...part, text: withSpaces(partText(part)) })),
  };
}

function qualityOf(closed: readonly ClosedDeal[]): z.input<typeof quality> {
  const { bins, ...rest } = scoreQuality(closed);
  return { ...rest, bins: [...bins] };
}
