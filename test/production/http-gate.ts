import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call, and how often this path was asked for since the gate is guarded. */
type Call = { readonly path: string; readonly count: number };
type Decide = (call: Call) => 'pass' | 'fail' | 'hold';

export type HttpGate = {
  readonly url: string;
  /** How many calls wait at the gate. */
  readonly held: () => number;
  /** From now on `decide` says of each call whether it passes, fails with 500 before the vendor, or waits. */
  readonly guard: (decide: Decide) => void;
  /** Lets everything through, what waits and what comes. */
  readonly open: () => void;
  readonly close: () => Promise<void>;
};

const passAll: Decide = () => 'pass';

/** Stands before a vendor; open at first. */
export async function startHttpGate(target: string): Promise<HttpGate> {
  const counts = new Map<string, number>();
  let waiting: (() => void)[] = [];
  let decide = passAll;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    const body = await bodyOf(request);
    const decision = decide({ path, count });
    if (decision === 'fail') return void response.writeHead(500, { 'content-type': 'application/json' }).end('{}');
    if (decision === 'hold') await new Promise<void>((resolve) => waiting.push(resolve));
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
    const { method = 'GET' } = request;
    const headers = { authorization, 'content-type': type };
    const answer = await fetch(target + path, { method, headers, ...(body !== '' && { body }) });
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens on TCP
    held: () => waiting.length,
    guard: (rule) => {
      counts.clear();
      decide = rule;
    },
    open: () => {
      decide = passAll;
      for (const go of waiting) go();
      waiting = [];
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
