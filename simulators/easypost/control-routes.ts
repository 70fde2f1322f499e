import express, { type Router } from 'express';
import { z } from 'zod';
import type { Book, ShipmentRow } from './book.ts';
import { type Faults, faultShape } from './faults.ts';
import { defaultJourney } from './journeys.ts';
import { trackerObject } from './objects.ts';
import type { Parcels } from './parcels.ts';

const delay = z.number().int().min(0).max(3_600_000);
const journeyBody = z.strictObject({
  scans: z.array(z.strictObject({ status: z.string().min(1), status_detail: z.string().optional(), afterMs: delay })),
});
const scanBody = z.strictObject({
  status: z.string().min(1),
  status_detail: z.string().optional(),
  message: z.string().optional(),
  carrier_code: z.string().optional(),
  datetime: z.iso.datetime({ offset: true }).optional(),
});

export type ControlParts = {
  readonly book: Book;
  readonly parcels: Parcels;
  readonly faults: Faults;
  readonly autoJourney: boolean;
  readonly pace: { readonly startAfterMs: number; readonly scanEveryMs: number };
};

/** `/_sim`: what the world does that no API call can: parcels move, networks fail, and the book can be read. */
export function controlRoutes({ book, parcels, faults, autoJourney, pace }: ControlParts): Router {
  const router = express.Router();
  router.get('/book', (_request, response) => {
    response.json({ shipments: [...book.shipments.values()].flatMap(bookLine) });
  });
  router.post('/faults', (request, response) => {
    faults.add(faultShape.parse(request.body));
    response.status(204).end();
  });
  router.delete('/faults', (_request, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.get('/faults', (_request, response) => {
    response.json({ met: faults.met() });
  });
  router.post('/trackers/:code/scan', ({ params, body }, response) => {
    response.json(trackerObject(parcels.scan(params.code, scanBody.parse(body))));
  });
  router.post('/trackers/:code/journey', ({ params, body }, response) => {
    response.json(trackerObject(parcels.travel(params.code, journeyBody.parse(body).scans)));
  });
  router.post('/trackers/:code/post', ({ params }, response) => {
    const shipment = parcels.byTrackingCode(params.code);
    const moves = autoJourney && shipment.journey.length === 0 && shipment.scans.length === 1;
    if (moves) parcels.travel(params.code, defaultJourney(shipment, pace));
    response.json({ moves });
  });
  return router;
}

/** One line per label bought. */
function bookLine(row: ShipmentRow) {
  if (!row.bought) return [];
  const rate = row.rates.find(({ id }) => id === row.bought?.rateId);
  return [
    {
      reference: row.reference,
      id: row.id,
      rate: rate?.rate ?? null,
      currency: rate?.currency ?? null,
      service: rate?.service ?? null,
      trackingCode: row.bought.trackingCode,
      boughtAt: row.bought.at,
      refunded: row.refundStatus === 'submitted',
      status: row.scans.at(-1)?.status ?? 'unknown',
    },
  ];
}
