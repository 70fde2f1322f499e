import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../process/free-port.ts';
import { createApiClient } from './api-client.ts';
import { parseServerEvents, type ServerEvent } from './server-events.ts';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function parse(text: string, size = 1000): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of parseServerEvents(cut(text, size))) events.push(event);
  return events;
}

it('reads events, comments and lines of several kinds as the standard says', async () => {
  const text = ': hello\n\nid: 1\nevent: order.placed\ndata: {"a":1}\n\ndata:x\r\ndata: y\r\n\r\nid: 3\ndata: cut off';
  expect(await parse(text)).toEqual([
    { id: '1', event: 'order.placed', data: '{"a":1}' },
    { id: undefined, event: 'message', data: 'x\ny' },
  ]);
});

it('reads the same however the network cuts the stream', async () => {
  const text = 'id: 1\r\nevent: é\r\ndata: a\r\ndata: b\r\n\r\nid: 2\ndata: c\n\n: ping\n\ndata: d\r\n\r\n';
  const whole = await parse(text);
  const property = fc.asyncProperty(fc.integer({ min: 1, max: text.length }), async (size) => {
    expect(await parse(text, size)).toEqual(whole);
  });
  await fc.assert(property);
});

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

it('goes on after the last event seen when the stream is cut, also while nobody answers', async () => {
  const port = await freePort();
  const asked: (string | undefined)[] = [];
  const listen = async () => {
    server = createServer((request, response) => {
      const last = request.headers['last-event-id']?.toString();
      asked.push(last);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`id: ${Number(last ?? 0) + 1}\ndata: {}\n\n`);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen();
  const client = createApiClient({ PARCOURS_URL: `http://127.0.0.1:${port}`, PARCOURS_KEY: 'k' });
  const stop = new AbortController();
  const ids: (string | undefined)[] = [];
  for await (const { id } of client.events('/v1/orders/x/events', { signal: stop.signal })) {
    ids.push(id);
    if (id === '1') {
      server?.close();
      server?.closeAllConnections();
      setImmediate(listen);
    }
    if (id === '3') stop.abort();
  }
  expect(ids).toEqual(['1', '2', '3']);
  expect(asked).toEqual([undefined, '1', '2']);
});

it.each([
  ['closes the connection before it was asked', (socket: Socket) => socket.end(), ''],
  [
    'cuts its answer off',
    (socket: Socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"')),
    'its answer was cut off',
  ],
])('who %s has given none: the sentence says so, and what to do', async (_what, answer, reason) => {
  const sockets = createSocketServer((socket) => void answer(socket.on('error', () => undefined)));
  await once(sockets.listen(0, '127.0.0.1'), 'listening');
  const address = sockets.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const client = createApiClient({ PARCOURS_URL: url, PARCOURS_KEY: 'k' }, 300);
  const sentence = `^the API does not answer at ${url} \\(${reason}.*correct PARCOURS_URL$`;
  await expect(client.get('/v1/orders')).rejects.toThrow(new RegExp(sentence));
  sockets.close();
});
