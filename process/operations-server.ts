import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { version } from './version.ts';

export type OperationsServer = { readonly port: number; readonly close: () => Promise<void> };

type Options = {
  readonly host: string;
  readonly port: number;
  /** True only while the process does its work. */
  readonly ready: () => Promise<boolean>;
  readonly registry: Registry;
  /** Metrics that somebody else renders, appended as they are. */
  readonly more?: () => Promise<string>;
};

/** `/livez`, `/readyz`, `/version` and `/metrics` of a process that serves nothing else. */
export async function serveOperations(options: Options): Promise<OperationsServer> {
  const answers: Record<string, () => Promise<{ status: number; body: string; type: string }>> = {
    '/livez': async () => text(200, 'alive'),
    '/readyz': async () => ((await options.ready()) ? text(200, 'ready') : text(503, 'not ready')),
    '/version': async () => ({ status: 200, body: JSON.stringify(version), type: 'application/json' }),
    '/metrics': async () => ({
      status: 200,
      type: options.registry.contentType,
      body: `${await options.registry.metrics()}\n${(await options.more?.().catch(() => '')) ?? ''}`,
    }),
  };
  const server = createServer(async (request, response) => {
    const { status, body, type } = (await answers[request.url ?? '']?.()) ?? text(404, 'not here');
    response.writeHead(status, { 'content-type': type, 'x-process': String(process.pid) }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port, close };
}

const text = (status: number, body: string) => ({ status, body: `${body}\n`, type: 'text/plain' });
