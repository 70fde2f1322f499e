import { setTimeout as pause } from 'node:timers/promises';
import { CliFailure, Unreachable } from './failure.ts';

/** One event of a text/event-stream, as the WHATWG standard reads it. */
export interface ServerEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

const RECONNECT_MS = 500;

/**
 * Reads a stream and, when it is cut, asks for it again from after the last event seen. Ends when the signal aborts;
 * rejects when the first connection does, or when a later one is refused (not merely absent).
 */
export async function* readServerEvents(
  connect: (lastId: string | undefined) => Promise<Response>,
  { signal, lastId: from }: { readonly signal: AbortSignal; readonly lastId?: string | undefined },
): AsyncGenerator<ServerEvent> {
  let lastId = from;
  for (let first = true; !signal.aborted; first = false) {
    try {
      const response = await connect(lastId);
      first = false;
      for await (const event of parseServerEvents(textOf(response))) {
        lastId = event.id ?? lastId;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (first || (error instanceof CliFailure && !(error instanceof Unreachable))) throw error;
    }
    await pause(RECONNECT_MS, undefined, { signal }).catch(() => {});
  }
}

/** Splits text into events; an event that is cut before its blank line is dropped, as the standard says. */
export async function* parseServerEvents(chunks: AsyncIterable<string>): AsyncGenerator<ServerEvent> {
  let rest = '';
  let fields: [string, string][] = [];
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') fields.push(fieldOf(line));
      if (line !== '') continue;
      const event = eventOf(fields);
      fields = [];
      if (event) yield event;
    }
  }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 0) return [line, ''];
  return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}

function eventOf(fields: readonly [string, string][]): ServerEvent | undefined {
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  if (data.length === 0) return undefined;
  const last = (wanted: string) => fields.findLast(([name]) => name === wanted)?.[1];
  return { id: last('id'), event: last('event') ?? 'message', data: data.join('\n') };
}

async function* textOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  if (!response.body) return;
  for await (const bytes of response.body) yield decoder.decode(bytes, { stream: true });
}
