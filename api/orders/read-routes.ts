/** What anybody who may read orders can see of them. */

import { orderVersion } from '../../db/orders/order-version.ts';
import { viewOrder } from '../../db/orders/view-order.ts';
import { eventsRoute } from '../events/events-route.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { orderEtag } from './order-etag.ts';
import { orderExample } from './order-examples.ts';
import { listOrdersRoute } from './order-list.ts';
import { orderResourceOf } from './order-resource.ts';
import { orderParams } from './order-schemas.ts';
import { orderResource } from './order-view-schemas.ts';

export const orderReadRoutes: readonly Route[] = [
  listOrdersRoute,
  defineRoute({
    method: 'get',
    path: '/v1/orders/{id}',
    tag: 'Orders',
    summary: 'An order with everything that belongs to it',
    description:
      'Lines with their ledger, money, parcels, payments, holds and reasons; `waiting` says what it waits for, `actions` what you may do now. The ETag is what amendments carry in If-Match; it also tells apart what the carrier said since, which they do not mind.',
    permission: 'orders.read',
    idempotent: false,
    params: orderParams,
    responses: { 200: { description: 'The order', headers: ['ETag'], schema: orderResource, example: orderExample } },
    handle: async ({ deps, caller, params }) => {
      const view = await viewOrder(deps.database, params.id);
      if (view === null) throw refuse('not_found', { thing: `Order ${params.id}` });
      return { status: 200, headers: { etag: orderEtag(view) }, body: orderResourceOf(view, caller) };
    },
  }),
  eventsRoute({
    path: '/v1/orders/{id}/events',
    tag: 'Orders',
    summary: 'What happened to an order',
    permission: 'orders.read',
    id: orderParams.shape.id,
    thing: 'Order',
    exists: async ({ database }, id) => (await orderVersion(database, id)) !== null,
  }),
];
