import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { localsOf } from './mount-routes.ts';

/** Latencies of this API, in seconds: from a read by key to a command that waited for its process. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts and times every request by route template, never by address: an id in a label would grow without end. */
export function createMetrics(): { readonly registry: Registry; readonly observe: RequestHandler } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [registry];
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests answered', labelNames, registers });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames,
    buckets,
    registers,
  });

  const observe: RequestHandler = (request, response, next) => {
    const started = process.hrtime.bigint();
    response.once('close', () => {
      const route = localsOf(response).route ?? 'none';
      const method = knownMethods.has(request.method) ? request.method : 'OTHER';
      const labels = { method, route, status: String(response.statusCode) };
      requests.inc(labels);
      seconds.observe(labels, Number(process.hrtime.bigint() - started) / 1e9);
    });
    next();
  };
  return { registry, observe };
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
