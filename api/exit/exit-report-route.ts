import { z } from 'zod';
import { exitReport, type SaveCount } from '../../db/exit/exit-report.ts';
import { exitReasons } from '../../domain/exit/exit-reasons.ts';
import { sentInstant } from '../instant.ts';
import { defineRoute } from '../route.ts';

const count = z.number().int();
const rate = z.number().min(0).max(1).nullable().describe('saved of decided; null of none');
const group = z.strictObject({ decided: count, saved: count, rate }).meta({ id: 'SaveRate' });

const report = z
  .strictObject({
    offered: group.describe('Who was made an offer'),
    heldOut: group.describe('Who would have been, and was not'),
    difference: z.number().nullable().describe('What the offer adds to the save rate; null while a group is empty'),
    reasons: z.array(z.strictObject({ reason: z.enum(exitReasons), exits: count, decided: count, saved: count, rate })),
  })
  .meta({ id: 'ExitReport' });

const rateOf = ({ decided, saved }: SaveCount): number | null => (decided === 0 ? null : saved / decided);
const rated = <Counts extends SaveCount>(counts: Counts) => ({ ...counts, rate: rateOf(counts) });

export const exitReportRoute = defineRoute({
  method: 'get',
  path: '/v1/exits/report',
  tag: 'Exits',
  summary: 'Why customers leave, and what the offer changes',
  description:
    'The save rate of those who were made an offer beside that of the hold-out group, and the reasons. Exits that are still undecided are in no rate.',
  permission: 'exits.read',
  idempotent: false,
  query: z.strictObject({
    from: sentInstant.default('2000-01-01T00:00:00Z').describe('Asked for from then on'),
    until: sentInstant.default('9999-01-01T00:00:00Z').describe('Asked for before then'),
  }),
  responses: {
    200: {
      description: 'The report',
      schema: report,
      example: {
        ...{ offered: { decided: 40, saved: 14, rate: 0.35 }, heldOut: { decided: 5, saved: 1, rate: 0.2 } },
        difference: 0.15,
        reasons: [{ reason: 'price', exits: 12, decided: 10, saved: 4, rate: 0.4 }],
      },
    },
  },
  handle: async ({ deps, query }) => {
    const { offered, heldOut, reasons } = await exitReport(deps.database, {
      from: new Date(query.from),
      until: new Date(query.until),
    });
    const [with_, without] = [rateOf(offered), rateOf(heldOut)];
    const difference = with_ === null || without === null ? null : with_ - without;
    return {
      status: 200,
      body: { offered: rated(offered), heldOut: rated(heldOut), difference, reasons: reasons.map(rated) },
    };
  },
});
