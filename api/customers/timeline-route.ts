/** Everything that happened around a customer, in one list. */

import { z } from 'zod';
import { findCustomer } from '../../db/customers/customers.ts';
import { readTimeline, type TimelineEntry } from '../../db/customers/read-timeline.ts';
import { titlesOf } from '../../db/customers/task-titles.ts';
import { type Role, seesPrices } from '../../domain/access/roles.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { areaOf, areas, wordsOf } from '../../domain/timeline/event-words.ts';
import { withoutAmounts } from '../events/event-resource.ts';
import { instant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { refuse } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { bilingual } from '../schemas.ts';
import { storedInstant } from '../stored-instant.ts';
import { customerParams } from './customer-schemas.ts';

const entry = z
  .strictObject({
    area: z.enum(areas),
    subject: z.string().describe('The order, deal, case, claim, message or task it is about'),
    customerId: z.string().describe('Whose it is: also of a customer who was merged into this one'),
    type: z.string(),
    what: bilingual,
    at: instant,
    actor: z.string().describe('Who did it; parcours is the engine itself'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'CustomerTimelineEntry' });

const example: z.input<typeof entry> = {
  ...{ area: 'orders', subject: 'ORD-7K3M2QX', customerId: 'CUS-4T9X0AB', type: 'order.received' },
  what: { en: 'Order received', fr: 'Commande reçue' },
  ...{ at: '2026-02-03T15:04:05.678Z', actor: 'web-shop', data: { totalMinor: 4597, currency: 'CAD', lines: 1 } },
};

const position = z.strictObject({ at: storedInstant, key: z.string().min(1).max(200) });

export const timelineRoute = defineRoute({
  method: 'get',
  path: '/v1/customers/{id}/timeline',
  tag: 'Customers',
  summary: 'What happened around a customer',
  description:
    'Orders, deals, cadences, onboardings, cases, claims, exits, messages, tasks and the customer themselves, in time order, with what happened in English and French. Roles that see no prices get none. A page begins where the one before ended: what commits late with an earlier instant stands on no later page.',
  permission: 'customers.read',
  idempotent: false,
  params: customerParams,
  query: z.strictObject({ ...paging, order: z.enum(['oldest', 'newest']).default('oldest').describe('Which first') }),
  responses: {
    200: {
      description: 'Entries',
      schema: page(entry).meta({ id: 'CustomerTimeline' }),
      example: { data: [example], page: { next: null } },
    },
  },
  handle: async ({ deps, caller, params, query: { limit, cursor, order } }) => {
    const { database } = deps;
    if ((await findCustomer(database, params.id)) === null) {
      throw refuse('not_found', { thing: `Customer ${params.id}` });
    }
    const at = decodeCursor(cursor, position);
    const found = await readTimeline(database, params.id, {
      ...{ position: at, limit: limit + 1, newestFirst: order === 'newest' },
    });
    const { data, page: more } = pageOf(found, limit, (last) => ({ at: last.atText, key: last.key }));
    const titles = await titlesOf(database, data);
    const entries = data.map((one) => shownEntry(one, caller.role, titles.get(one)));
    return { status: 200, body: { data: entries, page: more } };
  },
});

const titled = ({ en, fr }: Text, title: Text | undefined): Text =>
  title === undefined ? { en, fr } : { en: `${en}: ${title.en}`, fr: `${fr} : ${title.fr}` };

/** An entry as a reader of this role sees it, with the title of the task that it is about. */
export function shownEntry(
  { aggregate, at, data, atText: _, key: __, ...rest }: TimelineEntry,
  role: Role,
  title?: Text,
) {
  const shown = seesPrices(role) ? data : (withoutAmounts(data) as TimelineEntry['data']); // an object stays one
  return {
    ...rest,
    area: areaOf(aggregate),
    what: withSpaces(titled(wordsOf(rest.type), title)),
    at: new Date(at).toISOString(),
    data: shown,
  };
}
