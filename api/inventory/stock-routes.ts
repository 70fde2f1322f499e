import { z } from 'zod';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { markReceived } from '../../db/inventory/incoming-receipts.ts';
import { listStock } from '../../db/inventory/list-stock.ts';
import { type CountResult, countStock, receiveStock } from '../../db/inventory/receive-stock.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import type { Tx } from '../../db/transaction.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import type { ApiDeps } from '../deps.ts';
import { defineRoute } from '../route.ts';
import { wrong } from '../schema-messages.ts';
import { findAnnounced, incomingId } from './incoming-routes.ts';
import { mustExist } from './known-places.ts';
import { level, levelExample, place, units } from './stock-schemas.ts';

/** What is on a shelf is one number. */
function oncePerPlace(lines: readonly { sku: string; locationId: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  lines.forEach(({ sku, locationId }, index) => {
    const place = `${locationId}\n${sku}`;
    if (seen.has(place))
      context.addIssue(
        wrong([index, 'sku'], {
          en: `${sku} at ${locationId} stands above already.`,
          fr: `${sku} à ${locationId} est déjà plus haut.`,
        }),
      );
    seen.add(place);
  });
}

const announced = incomingId.optional().describe('The id under which this was announced');

function announcedOnce(lines: readonly { incoming?: string | undefined }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  lines.forEach(({ incoming }, index) => {
    if (incoming === undefined) return;
    if (seen.has(incoming))
      context.addIssue(
        wrong([index, 'incoming'], {
          en: `${incoming} stands above already.`,
          fr: `${incoming} est déjà plus haut.`,
        }),
      );
    seen.add(incoming);
  });
}

const changed = z.strictObject({ lines: z.number().int() }).meta({ id: 'StockChanged' });

export const stockRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/stock/receipts',
    tag: 'Stock',
    summary: 'Goods arrived',
    description:
      'Waiting backorders are filled at once, by priority, promise date and age. A line that names what was announced ends the announcement, also when less came: announce anew what is still to come.',
    permission: 'stock.receive',
    idempotent: true,
    example: { lines: [{ sku: 'LAMP', locationId: 'MTL', quantity: 40 }] },
    body: z.strictObject({
      lines: z
        .array(z.strictObject({ ...place, quantity: units.min(1), incoming: announced }))
        .min(1)
        .max(500)
        .superRefine(announcedOnce),
    }),
    responses: { 200: { description: 'Counted in', schema: changed, example: { lines: 1 } } },
    handle: async (request) => {
      const { lines } = request.body;
      const reply = await answerOnce(
        request,
        { kind: 'receive_stock', subject: 'stock', payload: request.body },
        async (tx, id) => {
          await mustExist(tx, lines);
          const announced = await findAnnounced(tx, lines);
          if ('code' in announced) return announced;
          await markReceived(tx, announced);
          await receiveStock(tx, id, lines);
          return { status: 200, body: { lines: lines.length } };
        },
      );
      await serveWaiting(request.deps, lines);
      return reply;
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/stock/counts',
    tag: 'Stock',
    summary: 'Stock was counted',
    description: 'A count below what is promised to orders changes nothing and asks a person.',
    permission: 'stock.count',
    idempotent: true,
    example: { lines: [{ sku: 'LAMP', locationId: 'MTL', counted: 38, safety: 2 }] },
    body: z.strictObject({
      lines: z
        .array(z.strictObject({ ...place, counted: units, safety: units.optional().describe('Units never promised') }))
        .min(1)
        .max(500)
        .superRefine(oncePerPlace),
    }),
    responses: { 200: { description: 'Counted', schema: changed, example: { lines: 1 } } },
    handle: async (request) => {
      const { lines } = request.body;
      const reply = await answerOnce(
        request,
        { kind: 'count_stock', subject: 'stock', payload: request.body },
        async (tx, id) => {
          await mustExist(tx, lines);
          const results = await countStock(tx, id, lines);
          const below = results.filter((result) => !result.possible);
          const first = below[0];
          if (!first) return { status: 200, body: { lines: lines.length } };
          const taskIds = await Promise.all(below.map((result) => askForRecount(tx, result)));
          return refusal('count_below_reserved', {
            counted: first.counted,
            sku: first.sku,
            location: first.locationId,
            reserved: first.reserved,
            task: taskIds.join(', '),
          });
        },
      );
      await serveWaiting(request.deps, lines);
      return reply;
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/stock',
    tag: 'Stock',
    summary: 'Stock of a SKU per location',
    // Whole: one row per warehouse.
    description: 'Counters of this instant; available to promise is on hand less reserved less safety.',
    permission: 'stock.read',
    idempotent: false,
    query: z.strictObject({ sku: place.sku }),
    responses: {
      200: {
        description: 'Counters',
        schema: z.strictObject({ data: z.array(level) }).meta({ id: 'StockLevels' }),
        example: { data: [levelExample] },
      },
    },
    handle: async ({ deps, query }) => ({ status: 200, body: { data: await listStock(deps.database, query.sku) } }),
  }),
];

function askForRecount(tx: Tx, { sku, locationId, counted, reserved }: CountResult): Promise<string> {
  return raiseTask(tx, {
    kind: 'count_below_reserved',
    subject: `${locationId}/${sku}`,
    role: 'warehouse',
    details: { counted, reserved },
    now: Date.now(),
  });
}

/** After the commit: what is lost here the sweeper does. */
async function serveWaiting(deps: ApiDeps, lines: readonly { locationId: string }[]): Promise<void> {
  try {
    for (const locationId of new Set(lines.map((line) => line.locationId))) {
      const filled = await fillBackorders(deps.database, locationId);
      await Promise.all(filled.map((orderId) => deps.processes.nudge(orderId)));
    }
  } catch (error) {
    deps.logger.warn({ err: error }, 'backorders not filled yet: the sweeper will');
  }
}
