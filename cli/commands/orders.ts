import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { z } from 'zod';
import { createApiClient } from '../api-client.ts';
import { describeOrder, orderCells, orderShape } from '../describe-order.ts';
import { eventInWords, type TimelineEvent, timelineEvent, WORDS_WIDTH } from '../event-details.ts';
import { CliFailure, EXIT, reasonOf } from '../failure.ts';
import { outputOf, paint, table } from '../output.ts';
import { readId } from '../read-argument.ts';

/** `parcours orders …`: the HTTP API by hand. */
export function ordersCommand(): Command {
  return new Command('orders')
    .description('place, show, list and watch orders over HTTP (PARCOURS_URL, PARCOURS_KEY)')
    .addCommand(placeSubcommand())
    .addCommand(showSubcommand())
    .addCommand(listSubcommand())
    .addCommand(watchSubcommand());
}

const currencyShape = z.looseObject({ currency: z.string().optional() });
const listShape = z.looseObject({ data: z.array(orderShape), page: z.looseObject({ next: z.string().nullish() }) });

function placeSubcommand(): Command {
  return new Command('place')
    .description('place an order that is written as JSON, the body of POST /v1/orders')
    .argument('<file>', 'the file, or - for stdin')
    .option('-k, --idempotency-key <key>', 'say the same key again to repeat the same order safely')
    .action(async (file: string, options: { idempotencyKey?: string }, command: Command) => {
      const body = readJson(file);
      const key = options.idempotencyKey ?? crypto.randomUUID();
      const output = outputOf(command);
      const api = createApiClient();
      // Said before it is sent: after a lost answer it is what makes a repetition safe.
      output.note(`idempotency key: ${key}`);
      const answer = await api.post('/v1/orders', body, key);
      const order = read(orderShape, answer);
      output.answer(answer, () => `${order.id} is ${order.status}\nFollow it: parcours orders watch ${order.id}`);
    });
}

function showSubcommand(): Command {
  return new Command('show')
    .description('one order: its status, and what it waits for')
    .argument('<id>', 'the order', readId)
    .action(async (id: string, _options: unknown, command: Command) => {
      const answer = await createApiClient().get(`/v1/orders/${encodeURIComponent(id)}`);
      outputOf(command).answer(answer, () => describeOrder(read(orderShape, answer)));
    });
}

function listSubcommand(): Command {
  return new Command('list')
    .description('orders, newest first')
    .option('--status <status>', 'only these')
    .option('--customer <id>', 'only of this customer')
    .option('--limit <n>', 'how many at most')
    .option('--cursor <cursor>', 'go on where an earlier list ended')
    .action(async (options: Record<string, string>, command: Command) => {
      const answer = await createApiClient().get(`/v1/orders?${new URLSearchParams(options)}`);
      outputOf(command).answer(answer, () => {
        const { data, page } = read(listShape, answer);
        const more = page.next ? `\n\nMore: --cursor ${page.next}` : '';
        return data.length === 0 ? 'no orders' : table(data.map(orderCells)) + more;
      });
    });
}

function watchSubcommand(): Command {
  return new Command('watch')
    .description('what happens to an order, as it happens, until Ctrl-C')
    .argument('<id>', 'the order', readId)
    .option('--after <id>', 'begin after this event')
    .action(async (id: string, options: { after?: string }, command: Command) => {
      const output = outputOf(command);
      const stop = new AbortController();
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
      const api = createApiClient();
      const place = `/v1/orders/${encodeURIComponent(id)}`;
      const { currency = '' } = read(currencyShape, await api.get(place));
      for await (const { data } of api.events(`${place}/events`, { signal: stop.signal, lastId: options.after })) {
        const event = timelineEvent.parse(JSON.parse(data));
        output.item(event, () => describeEvent(event, currency));
      }
    });
}

function describeEvent(event: TimelineEvent, currency: string): string {
  const [words, detail] = eventInWords(event, currency);
  const about = [event.actor === 'parcours' ? '' : `by ${event.actor}`, detail].filter(Boolean).join(', ');
  return `${paint('dim', `${event.seq}`.padStart(4))}  ${event.at}  ${paint('bold', words.padEnd(WORDS_WIDTH))}  ${about}`.trimEnd();
}

/** An answer in the shape that we know; another one comes from somebody else. */
function read<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> {
  const parsed = shape.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CliFailure('what answers there is no API of Parcours of this version: correct PARCOURS_URL');
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    const why = reasonOf(error);
    const named = file === '-' ? 'standard input' : file;
    const said = why.startsWith('ENOENT')
      ? 'does not exist: name a file, or - for standard input'
      : `cannot be read as JSON (${why}): correct it and try again`;
    throw new CliFailure(`${named} ${said}`, EXIT.usage);
  }
}
