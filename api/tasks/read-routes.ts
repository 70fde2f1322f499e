import { z } from 'zod';
import { listOpenTasks, type OpenTask } from '../../db/tasks/list-open-tasks.ts';
import { type Role, roles, seesPrices } from '../../domain/access/roles.ts';
import { withoutAmounts } from '../events/event-resource.ts';
import { instant, iso, isoOrNull } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute, type Route } from '../route.ts';
import { ofCustomer } from '../schemas.ts';
import { storedInstant } from '../stored-instant.ts';

const task = z
  .strictObject({
    id: z.string(),
    kind: z.string(),
    subject: z.string(),
    orderId: z.string().nullable(),
    role: z.string().describe('Who should look at it'),
    person: z.string().nullable().describe('Of that role, the one it is for; null for any of them'),
    customerId: z.string().nullable(),
    processId: z.string().nullable().describe('The process that waits for it, and looks again when it is done'),
    evidenceWanted: z.string().nullable().describe('What has to be shown when it is done'),
    details: z.record(z.string(), z.unknown()),
    raisedAt: instant,
    dueAt: instant.nullable(),
  })
  .meta({ id: 'Task' });

const taskExample = {
  id: '0198c2f0-6f0c-7a55-9d0a-9a1f3c1d7c11',
  kind: 'recount',
  subject: 'MTL/ORD-7K3M2QX-S1',
  orderId: 'ORD-7K3M2QX',
  role: 'warehouse',
  person: null,
  customerId: 'CUS-4M2K9QX',
  processId: null,
  evidenceWanted: null,
  details: { reason: 'One is broken' },
  raisedAt: '2026-02-03T15:04:05.678Z',
  dueAt: null,
};

const position = z.strictObject({
  role: z.enum(roles),
  raisedAt: storedInstant,
  id: z.string().min(1).max(60),
});

export const taskReadRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/tasks',
    tag: 'Tasks',
    summary: 'What people have to look at, role by role, the oldest first',
    description: 'The warehouse sees them without amounts. Filters are combined: each leaves fewer.',
    permission: 'tasks.read',
    idempotent: false,
    query: z.strictObject({
      ...paging,
      role: z.enum(roles).optional().describe('Only tasks for this role'),
      person: z.string().min(1).max(80).optional().describe('Only of this person of the staff'),
      subject: z.string().min(1).max(120).optional().describe('Only about exactly this'),
      customer: ofCustomer,
      process: z.string().min(1).max(40).optional().describe('Only those that this process waits for, or is told of'),
      overdue: z.enum(['true', 'false']).optional().describe('Only those whose instant has passed, or has not'),
    }),
    responses: {
      200: {
        description: 'Open tasks',
        schema: page(task).meta({ id: 'Tasks' }),
        example: { data: [taskExample], page: { next: null } },
      },
    },
    handle: async ({ deps, caller, query: { limit, cursor, overdue, ...filter } }) => {
      const rows = await listOpenTasks(deps.database, {
        ...filter,
        ...(overdue && { overdue: overdue === 'true' }),
        position: decodeCursor(cursor, position),
        limit: limit + 1,
      });
      const { data, page } = pageOf(rows, limit, (last) => ({
        role: last.role,
        raisedAt: last.raisedAtText,
        id: last.id,
      }));
      return { status: 200, body: { data: data.map((open) => resourceOf(open, caller.role)), page } };
    },
  }),
];

function resourceOf({ raisedAtText: _, ...task }: OpenTask, role: Role) {
  return {
    ...task,
    details: detailsFor(role, task.details),
    raisedAt: iso(task.raisedAt),
    dueAt: isoOrNull(task.dueAt),
  };
}

/** Who sees no prices sees no amounts, nor the sentence of what is wrong, which may name some. */
function detailsFor(role: Role, details: OpenTask['details']): Record<string, unknown> {
  if (seesPrices(role)) return { ...details };
  const { detail: _, ...kept } = details;
  return withoutAmounts(kept) as Record<string, unknown>; // an object stays one
}
