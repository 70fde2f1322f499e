import express, { type Request, type Response, type Router } from 'express';
import type { ApiDeps } from '../deps.ts';
import { takeCarrierEvent } from './easypost.ts';
import { takePaymentEvent } from './stripe.ts';

type TakeEvent = (deps: ApiDeps, rawBody: Buffer, signature: string | undefined) => Promise<void>;

/** Mounted at /webhooks. Providers' events: raw bytes, because the signature is over them. 204 once the event is stored. */
export function createWebhookRouter(deps: ApiDeps): Router {
  const router = express.Router();
  const raw = express.raw({ type: () => true, limit: '256kb' });
  const mount = (path: string, header: string, take: TakeEvent) =>
    router.post(path, raw, async (request: Request, response: Response) => {
      const body: unknown = request.body;
      await take(deps, Buffer.isBuffer(body) ? body : Buffer.alloc(0), request.get(header));
      response.status(204).end();
    });
  mount('/stripe', 'stripe-signature', takePaymentEvent);
  mount('/easypost', 'x-hmac-signature', takeCarrierEvent);
  return router;
}
