import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './api.ts';
import { openBook } from './book.ts';
import { answerControl, type Controlled } from './control.ts';
import { createDeliveries, type DeliveryOptions } from './deliveries.ts';
import { createFaults } from './faults.ts';
import { expireLapsed, newId, type Vendor } from './vendor.ts';

export type StripeSimulatorOptions = DeliveryOptions & {
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** JSON lines; with it the book and undelivered webhooks outlive a kill. */
  readonly bookFile?: string | undefined;
  /** How long an authorisation lives; the default is seven days. */
  readonly authorisationSeconds?: number | undefined;
  /** How far the search index runs behind the book; 0 by default, up to a minute at the real one. */
  readonly searchLagSeconds?: number | undefined;
};

export type StripeSimulator = { readonly url: string; readonly close: () => Promise<void> };

const apiVersion = '2026-10-28.endive';
const expirySweepMs = 500;

/** Speaks the part of Stripe's HTTP API that the adapter uses, on loopback, plus `/_sim/…` (control.ts). */
export async function startStripeSimulator(options: StripeSimulatorOptions): Promise<StripeSimulator> {
  const book = openBook(options.bookFile);
  const deliveries = createDeliveries(book, options);
  const vendor: Vendor = {
    book,
    now: () => Math.floor(Date.now() / 1000),
    authorisationSeconds: options.authorisationSeconds ?? 7 * 24 * 3600,
    searchLagSeconds: options.searchLagSeconds ?? 0,
    emit: (type, object) => {
      const id = newId('evt');
      const created = vendor.now();
      const head = { id, object: 'event', api_version: apiVersion, created, livemode: false, type };
      const event = { id, body: JSON.stringify({ ...head, data: { object } }), delivered: false };
      book.put('events', event);
      deliveries.add(event);
    },
  };
  const controlled: Controlled = { vendor, faults: createFaults(), deliveries };
  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
    answer(controlled, request, response).catch((error: unknown) => {
      send(response, 500, JSON.stringify({ error: { type: 'api_error', message: String(error) } }));
    });
  });
  const sweep = setInterval(() => {
    expireLapsed(vendor);
    book.commit();
  }, expirySweepMs).unref();
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://${host}:${port}`,
    close: async () => {
      clearInterval(sweep);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections(); // calls that a fault left without an answer too
      await closed;
      await deliveries.close();
    },
  };
}

async function answer(controlled: Controlled, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, search } = new URL(request.url ?? '/', 'http://simulator');
  const method = request.method ?? 'GET';
  const body = await textFrom(request);
  if (path.startsWith('/_sim/')) return answerOperator(controlled, { method, path, body }, response);
  expireLapsed(controlled.vendor);
  const key = request.headers['idempotency-key'];
  const answered = answerApi(controlled.vendor, controlled.faults, {
    method,
    path,
    query: search.slice(1),
    body,
    authorization: request.headers.authorization,
    idempotencyKey: typeof key === 'string' ? key : undefined,
  });
  controlled.vendor.book.commit();
  if (answered === null) return; // the caller times out
  if (answered.replayed) response.setHeader('idempotent-replayed', 'true');
  send(response, answered.status, answered.body);
}

async function answerOperator(
  controlled: Controlled,
  call: { readonly method: string; readonly path: string; readonly body: string },
  response: ServerResponse,
): Promise<void> {
  let body: unknown;
  try {
    body = call.body === '' ? {} : JSON.parse(call.body);
  } catch {
    return send(response, 400, JSON.stringify({ error: 'the body is not JSON' }));
  }
  const answered = await answerControl(controlled, { ...call, body });
  controlled.vendor.book.commit();
  if (answered === null) return send(response, 404, JSON.stringify({ error: 'no such path' }));
  if (typeof answered === 'string') return send(response, 400, JSON.stringify({ error: answered }));
  send(response, 200, JSON.stringify(answered));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req') }).end(body);
}

async function textFrom(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
