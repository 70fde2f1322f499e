import { z } from 'zod';
import { listLeads } from '../../db/sales/list-leads.ts';
import { leadStates } from '../../domain/sales/lead.ts';
import { instant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute } from '../route.ts';
import { storedInstant } from '../stored-instant.ts';

const summary = z
  .strictObject({
    id: z.string(),
    source: z.string(),
    externalId: z.string(),
    name: z.string(),
    company: z.string().nullable(),
    state: z.enum(leadStates),
    owner: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'LeadSummary' });

const position = z.strictObject({ createdAt: storedInstant, id: z.string().min(1).max(40) });

export const leadListRoute = defineRoute({
  method: 'get',
  path: '/v1/leads',
  tag: 'Sales',
  summary: 'Leads, the newest first',
  description: 'Of one state or owner, or all.',
  permission: 'sales.read',
  idempotent: false,
  query: z.strictObject({ ...paging, state: z.enum(leadStates).optional(), owner: z.string().max(60).optional() }),
  responses: {
    200: {
      description: 'Leads',
      schema: page(summary).meta({ id: 'LeadList' }),
      example: {
        data: [
          {
            ...{
              id: 'LED-7K3M2QX',
              source: 'fair',
              externalId: 'A-17',
              name: 'Marie Tremblay',
              company: 'Lampes Inc.',
            },
            ...{ state: 'open' as const, owner: 'marie@sales', createdAt: '2026-02-03T15:04:05.678Z' },
          },
        ],
        page: { next: null },
      },
    },
  },
  handle: async ({ deps, query: { limit, cursor, state, owner } }) => {
    const rows = await listLeads(deps.database, {
      state,
      owner,
      position: decodeCursor(cursor, position),
      limit: limit + 1,
    });
    const { data, page: next } = pageOf(rows, limit, ({ createdAt, id }) => ({ createdAt, id }));
    const shown = data.map((row) => ({ ...row, createdAt: new Date(row.createdAt).toISOString() }));
    return { status: 200, body: { data: shown, page: next } };
  },
});
