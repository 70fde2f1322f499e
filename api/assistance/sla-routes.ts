/** Service levels: what is promised for each priority, on whose calendar. */
import { z } from 'zod';
import { newestSla, publishSla, type Sla } from '../../db/assistance/slas.ts';
import { newestCalendar } from '../../db/staff/calendars.ts';
import type { CaseTargets } from '../../domain/assistance/case-clocks.ts';
import type { CasePriority } from '../../domain/assistance/case-policy.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { slug } from '../schemas.ts';
import { unknownCalendar } from '../staff/unknown-calendar.ts';

const tag = 'Assistance';
const minuteMs = 60_000;
const minutes = z.number().int().min(1).max(525_600);

const targets = z
  .strictObject({ firstResponseMinutes: minutes, nextResponseMinutes: minutes, resolutionMinutes: minutes })
  .describe('Working minutes');

const body = z.strictObject({
  calendar: slug.describe('Whose working time it is'),
  targets: z.strictObject({ low: targets, normal: targets, high: targets, urgent: targets }),
});

type Shown = z.output<typeof targets>;
const hours = (first: number, next: number, resolution: number): Shown => ({
  ...{ firstResponseMinutes: first * 60, nextResponseMinutes: next * 60, resolutionMinutes: resolution * 60 },
});
const bodyExample = {
  calendar: 'ca-qc',
  targets: { low: hours(16, 16, 80), normal: hours(8, 8, 40), high: hours(2, 4, 16), urgent: hours(1, 1, 8) },
};
const sla = z.strictObject({ id: z.string(), version: z.number().int(), ...body.shape }).meta({ id: 'ServiceLevel' });
const example = { id: 'standard', version: 1, ...bodyExample };
const params = z.strictObject({ id: slug });

export const slaRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/v1/service-levels/{id}',
    tag,
    summary: 'Publish a version of a service level',
    description: 'Open cases keep what they were promised until their priority or service level changes.',
    permission: 'assistance.configure',
    idempotent: true,
    params,
    body,
    example: bodyExample,
    responses: { 200: { description: 'The new version', schema: sla, example } },
    handle: (request) => {
      const { params, body, caller } = request;
      return answerOnce(request, { kind: 'publish_service_level', subject: params.id, payload: body }, async (tx) => {
        if ((await newestCalendar(tx, body.calendar)) === null) throw unknownCalendar(body.calendar);
        const promised = eachPriority((priority) => inMs(body.targets[priority]));
        const published = { id: params.id, calendarId: body.calendar, targets: promised, createdBy: caller.actor };
        return { status: 200, body: shown(await publishSla(tx, published)) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/service-levels/{id}',
    tag,
    summary: 'The newest version of a service level',
    description: 'Its targets by priority, and the calendar they are counted on.',
    permission: 'cases.read',
    idempotent: false,
    params,
    responses: { 200: { description: 'The service level', schema: sla, example } },
    handle: async ({ deps, params }) => {
      const found = await newestSla(deps.database.query, params.id);
      if (found === null) throw refuse('not_found', { thing: `Service level ${params.id}` });
      return { status: 200, body: shown(found) };
    },
  }),
];

function eachPriority<T>(of: (priority: CasePriority) => T) {
  return { low: of('low'), normal: of('normal'), high: of('high'), urgent: of('urgent') };
}

const inMs = (given: Shown): CaseTargets => ({
  firstResponseMs: given.firstResponseMinutes * minuteMs,
  nextResponseMs: given.nextResponseMinutes * minuteMs,
  resolutionMs: given.resolutionMinutes * minuteMs,
});

const inMinutes = (kept: CaseTargets): Shown => ({
  firstResponseMinutes: kept.firstResponseMs / minuteMs,
  nextResponseMinutes: kept.nextResponseMs / minuteMs,
  resolutionMinutes: kept.resolutionMs / minuteMs,
});

const shown = ({ id, version, calendarId, targets }: Sla) => ({
  ...{ id, version, calendar: calendarId },
  targets: eachPriority((priority) => inMinutes(targets[priority])),
});
