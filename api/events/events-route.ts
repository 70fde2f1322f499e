/** The timeline of anything that has one: as a list, or live. */
import { z } from 'zod';
import { readEvents } from '../../db/events/read-events.ts';
import type { Permission } from '../../domain/access/roles.ts';
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { ApiDeps } from '../deps.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { eventHubOf } from './event-hub.ts';
import { eventExample, eventResource, timelineEvent } from './event-resource.ts';
import { streamEvents, streamHeaders } from './stream-events.ts';

/** int4, as sequence numbers are stored. */
const mostSeq = 2_147_483_647;
const seq = z.number().int().min(0).max(mostSeq);

const place = z.strictObject({ after: seq });

export type Timeline = {
  /** `/v1/orders/{id}/events` */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly permission: Permission;
  readonly id: z.ZodString;
  /** How a person calls it: `Order`. */
  readonly thing: 'Order' | Capitalize<ProcessKind>;
  readonly exists: (deps: ApiDeps, id: string) => Promise<boolean>;
};

export function eventsRoute({ path, tag, summary, permission, id, thing, exists }: Timeline): Route {
  return defineRoute({
    method: 'get',
    path,
    tag,
    summary,
    description:
      'Oldest first. With `Accept: text/event-stream` the same events live, from the first or after Last-Event-ID; a stream ends after ten minutes and is resumed by asking again.',
    permission,
    idempotent: false,
    params: z.strictObject({ id }),
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Events',
        schema: timelinePage,
        example: { data: [eventExample], page: { next: null } },
        alsoAs: { 'text/event-stream': z.string().describe('id is seq, event is type, data is an Event') },
      },
    },
    handle: async ({ deps, caller, params, query, accept, header, signal }) => {
      if (!(await exists(deps, params.id))) throw refuse('not_found', { thing: `${thing} ${params.id}` });
      if (accept.trimStart().startsWith('text/event-stream')) {
        const after = lastEventId(header('last-event-id'));
        return {
          status: 200,
          headers: streamHeaders,
          stream: (response) =>
            streamEvents(response, {
              hub: eventHubOf(deps),
              follower: { aggregateId: params.id, after },
              signal,
              show: (event) => eventResource(event, caller.role),
            }),
        };
      }
      const after = decodeCursor(query.cursor, place)?.after ?? 0;
      const events = await readEvents(deps.database, { aggregateId: params.id, after }, query.limit + 1);
      const { data, page: more } = pageOf(events, query.limit, (last) => ({ after: last.seq }));
      return { status: 200, body: { data: data.map((event) => eventResource(event, caller.role)), page: more } };
    },
  });
}

const timelinePage = page(timelineEvent).meta({ id: 'Timeline' });

/** 0, before the first event, without one. */
function lastEventId(given = ''): number {
  const parsed = seq.safeParse(/^\d{0,10}$/.test(given) ? Number(given) : undefined);
  if (parsed.success) return parsed.data;
  const detail = {
    en: 'Send the id of the last event you saw, unchanged, or leave it out to begin with the first.',
    fr: 'Envoyez l’identifiant du dernier événement vu, tel quel, ou omettez-le pour commencer au premier.',
  };
  throw invalidRequest([{ in: 'header', pointer: '/Last-Event-ID', code: 'wrong_format', detail }]);
}
