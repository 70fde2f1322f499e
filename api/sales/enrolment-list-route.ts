import { z } from 'zod';
import { newestCadence } from '../../db/sales/cadences.ts';
import { listEnrolments } from '../../db/sales/list-enrolments.ts';
import { enrolmentMoves } from '../../domain/sales/cadence.ts';
import { page } from '../paging.ts';
import { refuse } from '../problem.ts';
import { listQuery, processPage } from '../processes/process-list.ts';
import { defineRoute } from '../route.ts';
import { cadenceId, enrolmentSummary } from './cadence-schemas.ts';

export const enrolmentListRoute = defineRoute({
  method: 'get',
  path: '/v1/cadences/{id}/enrolments',
  tag: 'Sales',
  summary: 'Who runs, or ran, through a cadence, the newest first',
  description: 'In whichever version of it. Enrolments begun meanwhile do not shift the pages.',
  permission: 'sales.read',
  idempotent: false,
  params: z.strictObject({ id: cadenceId }),
  query: z.strictObject(listQuery(enrolmentMoves)),
  responses: {
    200: {
      description: 'Enrolments',
      schema: page(enrolmentSummary).meta({ id: 'EnrolmentList' }),
      example: { data: [], page: { next: null } },
    },
  },
  handle: async ({ deps, params, query: { limit, cursor, ...filter } }) => {
    const { database } = deps;
    if ((await newestCadence(database.query, params.id)) === null)
      throw refuse('not_found', { thing: `Cadence ${params.id}` });
    const asked = { ...filter, cadence: params.id };
    return { status: 200, body: await processPage({ limit, cursor }, (at) => listEnrolments(database, asked, at)) };
  },
});
