/** How long a claim may take: to acknowledge, to decide, to settle. */
import { z } from 'zod';
import {
  type ClaimServiceLevel,
  claimServiceLevel,
  publishClaimServiceLevel,
} from '../../db/claims/claim-service-level.ts';
import { newestCalendar } from '../../db/staff/calendars.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { defineRoute, type Route } from '../route.ts';
import { slug } from '../schemas.ts';
import { unknownCalendar } from '../staff/unknown-calendar.ts';

const tag = 'Claims';
const path = '/v1/claim-service-level';
const minuteMs = 60_000;
const minutes = z.number().int().min(1).max(525_600);

const body = z.strictObject({
  calendar: slug.describe('Whose working time it is'),
  targets: z
    .strictObject({ acknowledgeMinutes: minutes, decideMinutes: minutes, settleMinutes: minutes })
    .describe('Working minutes'),
});
const bodyExample = {
  calendar: 'claims',
  targets: { acknowledgeMinutes: 480, decideMinutes: 2400, settleMinutes: 4800 },
};
const level = z.strictObject({ version: z.number().int(), ...body.shape }).meta({ id: 'ClaimServiceLevel' });
const example = { version: 1, ...bodyExample };

export const claimServiceLevelRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path,
    tag,
    summary: 'Publish a version of the service level of claims',
    description: 'Claims that are open keep what they were promised when they were opened.',
    permission: 'assistance.configure',
    idempotent: true,
    body,
    example: bodyExample,
    responses: { 200: { description: 'The new version', schema: level, example } },
    handle: (request) => {
      const { calendar, targets } = request.body;
      const command = { kind: 'publish_claim_service_level', subject: 'claims', payload: request.body };
      return answerOnce(request, command, async (tx) => {
        if ((await newestCalendar(tx, calendar)) === null) throw unknownCalendar(calendar);
        const promised = {
          acknowledge: targets.acknowledgeMinutes * minuteMs,
          decide: targets.decideMinutes * minuteMs,
          settle: targets.settleMinutes * minuteMs,
        };
        const published = { calendarId: calendar, targets: promised, createdBy: request.caller.actor };
        return { status: 200, body: shown(await publishClaimServiceLevel(tx, published)) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path,
    tag,
    summary: 'The newest version of the service level of claims',
    description: 'Its targets, and the calendar they are counted on.',
    permission: 'claims.read',
    idempotent: false,
    responses: { 200: { description: 'The service level', schema: level, example } },
    handle: async ({ deps }) => ({ status: 200, body: shown(await claimServiceLevel(deps.database.query)) }),
  }),
];

const shown = ({ version, calendarId, targets: { acknowledge, decide, settle } }: ClaimServiceLevel) => ({
  ...{ version, calendar: calendarId },
  targets: {
    acknowledgeMinutes: acknowledge / minuteMs,
    decideMinutes: decide / minuteMs,
    settleMinutes: settle / minuteMs,
  },
});
