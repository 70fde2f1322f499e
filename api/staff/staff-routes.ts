/** People who work here: what they can take, when they are away, and who stands in for them. */
import { z } from 'zod';
import { knownInOtherCase, revokeKey, workingKeysOf } from '../../db/access/api-keys.ts';
import { newestCalendar } from '../../db/staff/calendars.ts';
import { refuseInactive } from '../../db/staff/refuse-inactive.ts';
import {
  type Away,
  absencesOf,
  absencesToCome,
  addAbsence,
  delegation,
  findPerson,
  handOverTasks,
  listStaff,
  lockAbsences,
  type Person,
  putPerson,
} from '../../db/staff/staff.ts';
import type { Tx } from '../../db/transaction.ts';
import { mayEndKeyOf, permissions } from '../../domain/access/roles.ts';
import { circleOf } from '../../domain/approvals/delegation.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import {
  absenceBody,
  absenceExample,
  changedPersonSchema,
  personBody,
  personExample,
  personSchema,
  shownExample,
  staffId,
  staffParams,
} from './staff-schemas.ts';
import { unknownCalendar } from './unknown-calendar.ts';

const tag = 'Staff';
const position = z.strictObject({ after: staffId });

export const staffRoutes: readonly Route[] = [
  defineRoute({
    method: 'put',
    path: '/v1/staff/{id}',
    tag,
    summary: 'Put a person on the staff, or change them',
    description:
      'The id is the actor of their API keys. Somebody who left stays, inactive: what only they were to do goes to their delegate, else to anybody of the role, and their API keys are revoked for ever. Who holds a key for another role than agent, supervisor or warehouse is marked as gone by an administrator.',
    permission: 'staff.write',
    idempotent: true,
    params: staffParams,
    body: personBody,
    example: personExample,
    responses: {
      200: { description: 'The person', schema: changedPersonSchema, example: { ...shownExample, revokedKeys: [] } },
    },
    handle: (request) => {
      const { params, body, caller } = request;
      const { id } = params;
      return answerOnce(request, { kind: 'put_staff', subject: id, payload: body }, async (tx) => {
        const { calendar, managerId, ...rest } = body;
        const known = await knownInOtherCase(tx, id);
        if (known !== null) return refusal('actor_in_other_case', { person: id, staff: known });
        if ((await newestCalendar(tx, calendar)) === null) throw unknownCalendar(calendar);
        if (managerId !== null && (await findPerson(tx, managerId)) === null) {
          return refusal('not_found', { thing: `Staff ${managerId}` });
        }
        const keys = body.active ? [] : await workingKeysOf(tx, id);
        if (keys.some((key) => !mayEndKeyOf(caller.role, key.role)))
          return refusal('forbidden', { role: caller.role, needed: permissions['keys.write'].join(', ') });
        const person = await putPerson(tx, { ...rest, id, managerId, calendarId: calendar });
        if (!person.active) await handOverTasks(tx, id, Date.now());
        for (const key of keys) await revokeKey(tx, key.id, caller.actor);
        const revokedKeys = keys.map((key) => key.id);
        return { status: 200, body: { ...shown(person, await absencesOf(tx, id, Date.now())), revokedKeys } };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/staff',
    tag,
    summary: 'People of the staff, by id',
    description: 'With the absences that have not ended.',
    permission: 'staff.read',
    idempotent: false,
    query: z.strictObject({ ...paging, team: z.string().min(1).max(40).optional() }),
    responses: {
      200: {
        description: 'People',
        schema: page(personSchema).meta({ id: 'StaffList' }),
        example: { data: [shownExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor, team } }) => {
      const { query } = deps.database;
      const after = decodeCursor(cursor, position)?.after ?? '';
      const rows = await listStaff(query, { team }, { after, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, (last) => ({ after: last.id }));
      const away = await absencesToCome(query, Date.now());
      const people = data.map((one) =>
        shown(
          one,
          away.filter((absence) => absence.staffId === one.id),
        ),
      );
      return { status: 200, body: { data: people, page: more } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/staff/{id}',
    tag,
    summary: 'A person of the staff',
    description: 'With the absences that have not ended.',
    permission: 'staff.read',
    idempotent: false,
    params: staffParams,
    responses: { 200: { description: 'The person', schema: personSchema, example: shownExample } },
    handle: async ({ deps, params }) => {
      const { query } = deps.database;
      const person = await findPerson(query, params.id);
      if (person === null) throw refuse('not_found', { thing: `Staff ${params.id}` });
      return { status: 200, body: shown(person, await absencesOf(query, params.id, Date.now())) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/staff/{id}/absences',
    tag,
    summary: 'Record an absence',
    description: 'Meanwhile the delegate answers, and no new work is given to who is away.',
    permission: 'staff.write',
    idempotent: true,
    params: staffParams,
    body: absenceBody,
    example: absenceExample,
    responses: { 201: { description: 'The person with their absences', schema: personSchema, example: shownExample } },
    handle: (request) => {
      const { params, body } = request;
      const from = new Date(body.from);
      const until = new Date(body.until);
      if (from >= until) {
        const detail = { en: 'It has to end after it begins.', fr: 'L’absence doit finir après son début.' };
        throw invalidRequest([{ in: 'body', pointer: '/until', code: 'not_possible', detail }]);
      }
      const asked: Omit<Away, 'no'> = { staffId: params.id, from, until, delegateId: body.delegate ?? null };
      return answerOnce(request, { kind: 'record_absence', subject: params.id, payload: body }, async (tx) => {
        const person = await findPerson(tx, params.id);
        if (person === null) return refusal('not_found', { thing: `Staff ${params.id}` });
        const refused = await notPossible(tx, asked);
        if (refused) return refused;
        await addAbsence(tx, asked);
        return { status: 201, body: shown(person, await absencesOf(tx, params.id, Date.now())) };
      });
    },
  }),
];

/** Asked of what everybody has said before; the next who asks waits until this one is written. */
async function notPossible(tx: Tx, asked: Omit<Away, 'no'>): Promise<Refusal | null> {
  const { staffId, delegateId, from, until } = asked;
  await lockAbsences(tx);
  const gone = delegateId === null ? null : await refuseInactive(tx, delegateId);
  if (gone) return gone;
  const known = await absencesToCome(tx, from.getTime());
  if (known.some((absence) => absence.staffId === staffId && absence.from < until && from < absence.until)) {
    return refusal('absence_overlaps', { staff: staffId });
  }
  const existing = known.flatMap(delegation);
  const circle = delegation({ ...asked, no: 0 }).map((proposed) => circleOf(proposed, existing))[0];
  return circle ? refusal('delegation_circle', { circle: circle.join(' → ') }) : null;
}

function shown({ calendarId, ...person }: Person, away: readonly Away[]) {
  const absences = away.map(({ from, until, delegateId }) => ({
    from: from.toISOString(),
    until: until.toISOString(),
    delegate: delegateId,
  }));
  return { ...person, calendar: calendarId, absences };
}
