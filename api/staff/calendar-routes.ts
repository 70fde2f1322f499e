/** When teams and people work. A changed calendar is a new version: clocks that were counted by an older one say so. */
import { z } from 'zod';
import { listCalendars, newestCalendar, publishCalendar } from '../../db/staff/calendars.ts';
import { calendarProblems, type WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { said } from '../schema-messages.ts';
import { slug } from '../schemas.ts';

const params = z.strictObject({
  id: slug,
});
const position = z.strictObject({ after: slug });
const minute = z.number().int().min(0).max(1440);
const period = z
  .strictObject({ fromMinute: minute, untilMinute: minute })
  .describe('Half-open, minutes after local midnight');
const localDate = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}$/,
    said({ en: 'Write a date like 2026-06-24.', fr: 'Écrivez une date comme 2026-06-24.' }),
  );

const body = z.strictObject({
  zone: z.string().min(1).max(60).describe('IANA, like America/Toronto'),
  week: z.array(z.array(period).max(10)).length(7).describe('Monday to Sunday'),
  holidays: z.array(localDate).max(500).default([]),
  halfDays: z
    .record(localDate, z.array(period).max(10))
    .default({})
    .describe('Dates whose periods replace those of the day'),
});

const nine = [
  { fromMinute: 540, untilMinute: 720 },
  { fromMinute: 780, untilMinute: 1020 },
];
const bodyExample = { zone: 'America/Toronto', week: [nine, nine, nine, nine, nine, [], []], holidays: ['2026-06-24'] };

const calendar = z.strictObject({ id: z.string(), version: z.number().int(), ...body.shape }).meta({ id: 'Calendar' });
const example = { id: 'sales-qc', version: 1, ...bodyExample, halfDays: {} };

export const calendarRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/v1/calendars/{id}',
    tag: 'Staff',
    summary: 'Publish a version of a calendar',
    description: 'What was counted by an older version keeps it until something changes.',
    permission: 'staff.write',
    idempotent: true,
    params,
    body,
    example: bodyExample,
    responses: { 200: { description: 'The new version', schema: calendar, example } },
    handle: (request) => {
      const { params, body, caller } = request;
      const problems = calendarProblems({ id: params.id, version: 1, leave: [], ...body });
      if (problems.length > 0) {
        throw invalidRequest(
          problems.map(({ path, problem }) => ({
            in: 'body',
            pointer: `/${path}`,
            code: 'not_possible',
            detail: problem,
          })),
        );
      }
      return answerOnce(request, { kind: 'publish_calendar', subject: params.id, payload: body }, async (tx) => {
        const published = await publishCalendar(tx, { id: params.id, leave: [], ...body }, caller.actor);
        return { status: 200, body: shown(published) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/calendars/{id}',
    tag: 'Staff',
    summary: 'The newest version of a calendar',
    description: 'Working periods by weekday, holidays and half days.',
    permission: 'staff.read',
    idempotent: false,
    params,
    responses: { 200: { description: 'The calendar', schema: calendar, example } },
    handle: async ({ deps, params }) => {
      const found = await newestCalendar(deps.database.query, params.id);
      if (found === null) throw refuse('not_found', { thing: `Calendar ${params.id}` });
      return { status: 200, body: shown(found) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/calendars',
    tag: 'Staff',
    summary: 'Calendars, each in its newest version',
    description: 'By id.',
    permission: 'staff.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Calendars',
        schema: page(calendar).meta({ id: 'CalendarList' }),
        example: { data: [example], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, position)?.after ?? '';
      const rows = await listCalendars(deps.database.query, { after, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, (last) => ({ after: last.id }));
      return { status: 200, body: { data: data.map(shown), page: more } };
    },
  }),
];

const shown = ({ id, version, zone, week, holidays, halfDays }: WorkingCalendar) => ({
  id,
  version,
  zone,
  week,
  holidays,
  halfDays,
});
