import { z } from 'zod';
import { viewOrder } from '../../db/orders/view-order.ts';
import { seesPrices } from '../../domain/access/roles.ts';
import { orderOfShipment } from '../../domain/ids.ts';
import { orderEtag } from '../orders/order-etag.ts';
import { shipmentExample } from '../orders/order-examples.ts';
import { detailsOf, shipmentOf } from '../orders/order-parts.ts';
import { refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { shipment } from './shipment-schema.ts';

export const shipmentReadRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/shipments/{id}',
    tag: 'Shipments',
    summary: 'A parcel: where it comes from, what is in it, and what the carrier says',
    description:
      'Also reached from its order, whose ETag it has. The warehouse sees it without the price of the label.',
    permission: 'orders.read',
    idempotent: false,
    params: z.strictObject({ id: z.string().min(1).max(60) }),
    responses: { 200: { description: 'The parcel', headers: ['ETag'], schema: shipment, example: shipmentExample } },
    handle: async ({ deps, caller, params: { id } }) => {
      const orderId = orderOfShipment(id);
      const view = orderId === null ? null : await viewOrder(deps.database, orderId);
      const facts = view?.facts.shipments.find((s) => s.id === id);
      if (!view || !facts) throw refuse('not_found', { thing: `Shipment ${id}` });
      const details = detailsOf(view.details.shipments, 'id', id);
      const body = shipmentOf(view.facts.id, facts, details, seesPrices(caller.role));
      return { status: 200, headers: { etag: orderEtag(view) }, body };
    },
  }),
];
