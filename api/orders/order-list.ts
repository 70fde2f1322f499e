/** `GET /v1/orders`. */
import { z } from 'zod';
import { familyOf } from '../../db/customers/customers.ts';
import { listOrders, type OrderSummary, ordersOfFamily } from '../../db/orders/list-orders.ts';
import { type Role, seesPrices } from '../../domain/access/roles.ts';
import { instant, sentInstant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute } from '../route.ts';
import { ofCustomer } from '../schemas.ts';
import { storedInstant } from '../stored-instant.ts';
import { lastPage, orderSummaryExample } from './order-examples.ts';
import { orderedPrice } from './order-part-schemas.ts';
import { orderStatus } from './order-schemas.ts';
import { pricing } from './pricing.ts';

const summary = z
  .strictObject({
    id: z.string(),
    customerId: z.string(),
    channel: z.string(),
    status: orderStatus,
    statusSince: instant,
    waitingUntil: instant.nullable().describe('When something happens by itself'),
    placedAt: instant,
    total: orderedPrice,
    version: z.number().int(),
    links: z.strictObject({ self: z.string() }),
  })
  .meta({ id: 'OrderSummary' });

const position = z.strictObject({ placedAt: storedInstant, id: z.string().min(1).max(40) });

export const listOrdersRoute = defineRoute({
  method: 'get',
  path: '/v1/orders',
  tag: 'Orders',
  summary: 'Orders, the newest first',
  description: 'A page as deep as you like costs as much as the first. Orders placed meanwhile do not shift the pages.',
  permission: 'orders.read',
  idempotent: false,
  query: z.strictObject({
    ...paging,
    status: orderStatus.optional(),
    customer: ofCustomer,
    placedAfter: sentInstant.optional().describe('Only those placed after this instant'),
  }),
  responses: {
    200: {
      description: 'Orders',
      schema: page(summary).meta({ id: 'OrderList' }),
      example: { data: [orderSummaryExample], page: lastPage },
    },
  },
  handle: async ({ deps, caller, query }) => {
    const { limit, cursor, status, customer, placedAfter } = query;
    const family = customer === undefined ? [] : await familyOf(deps.database, customer);
    const rows = await listOrders(
      deps.database,
      { status, ...ordersOfFamily(family), placedAfter },
      { position: decodeCursor(cursor, position), limit: limit + 1 },
    );
    const { data, page } = pageOf(rows, limit, (last) => ({ placedAt: last.placedAtText, id: last.id }));
    return { status: 200, body: { data: data.map((order) => summaryOf(order, caller.role)), page } };
  },
});

function summaryOf({ placedAtText: _, totalMinor, currency, ...order }: OrderSummary, role: Role) {
  const total = pricing(currency, seesPrices(role))(totalMinor);
  return { ...order, total, links: { self: `/v1/orders/${order.id}` } };
}
