import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Faults, Operation } from './faults.ts';
import { shipmentObject, trackerObject } from './objects.ts';
import type { Parcels } from './parcels.ts';
import { ApiRefusal, invalid } from './refusal.ts';

const addressShape = z.record(z.string(), z.string());
const shipmentBody = z.looseObject({
  shipment: z.looseObject({
    reference: z.string().nullish(),
    to_address: addressShape,
    from_address: addressShape,
    parcel: z.looseObject({ weight: z.number().positive() }),
  }),
});
const buyBody = z.looseObject({ rate: z.looseObject({ id: z.string() }) });

/** The part of EasyPost's `/v2` that is simulated: shipments, their purchase and refund, trackers. */
export function apiRoutes(parcels: Parcels, faults: Faults): Router {
  const router = express.Router();
  const on = (operation: Operation, status: number, work: (request: Request) => unknown) => {
    return (request: Request, response: Response) => {
      const outcome = faults.run(operation, namesOf(parcels, request), () => work(request));
      if (outcome.kind === 'answer') response.status(status).json(outcome.body);
    };
  };
  router.use((request, _response, next) => {
    if (!/^Basic \S+/.test(request.headers.authorization ?? ''))
      throw new ApiRefusal(401, 'APIKEY.INACTIVE', 'This API key is missing or no longer active.');
    next();
  });
  router.post(
    '/shipments',
    on('rates', 201, ({ body }) => {
      const { shipment } = parse(shipmentBody, body, 'SHIPMENT.INVALID_PARAMS');
      const { from_address: from, to_address: to, parcel, reference = null } = shipment;
      return shipmentObject(parcels.create({ reference, from, to, weightOunces: parcel.weight }));
    }),
  );
  router.get(
    '/shipments/:id',
    on('find', 200, (request) => shipmentObject(parcels.get(String(request.params.id)))),
  );
  router.post(
    '/shipments/:id/buy',
    on('buy', 200, ({ params, body }) => {
      const { rate } = parse(buyBody, body, 'SHIPMENT.MISSING_RATE');
      return shipmentObject(parcels.buy(String(params.id), rate.id));
    }),
  );
  router.post(
    '/shipments/:id/refund',
    on('void', 200, (request) => shipmentObject(parcels.refund(String(request.params.id)))),
  );
  router.get(
    '/trackers',
    on('track', 200, (request) => ({ trackers: trackersOf(parcels, request), has_more: false })),
  );
  return router;
}

/** By what a fault may name a call: the parcel's id and the caller's reference to it. */
function namesOf(parcels: Parcels, { params, body }: Request): string[] {
  const asked = shipmentBody.safeParse(body);
  if (asked.success) return [asked.data.shipment.reference ?? ''];
  const id = String(params.id ?? '');
  return [id, parcels.referenceOf(id) ?? ''];
}

/** An unknown code is an empty list, as at EasyPost. */
function trackersOf(parcels: Parcels, request: Request) {
  try {
    return [trackerObject(parcels.byTrackingCode(String(request.query.tracking_code)))];
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return [];
    throw error;
  }
}

function parse<T>(shape: z.ZodType<T>, body: unknown, code: string): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalid(code, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}
