/**
 * The payment simulator as a process of its own.
 *
 *   node --import tsx simulators/stripe/main.ts --port 12111
 *
 * PORT, HOST, SIM_WEBHOOK_URL, SIM_WEBHOOK_SECRET, SIM_BOOK_FILE, SIM_DUPLICATE, SIM_SHUFFLE, SIM_SEED, SIM_DELAY_MS,
 * SIM_AUTHORISATION_SECONDS and SIM_SEARCH_LAG_SECONDS say the rest. Prints its address, ends on SIGTERM or SIGINT.
 */
import { parseArgs } from 'node:util';
import { runSimulator } from '../run-simulator.ts';
import { startStripeSimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const env = (name: string) => (process.env[name] === '' ? undefined : process.env[name]);

function count(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Error(`${name} is not a whole number: ${text}`);
  return Number(text);
}

await runSimulator('Stripe', async () => {
  const { url, close } = await startStripeSimulator({
    port: count('the port', values.port ?? env('PORT')) ?? 12111,
    host: env('HOST'),
    webhookUrl: env('SIM_WEBHOOK_URL'),
    webhookSecret: env('SIM_WEBHOOK_SECRET') ?? 'whsec_simulator',
    bookFile: env('SIM_BOOK_FILE'),
    duplicate: count('SIM_DUPLICATE', env('SIM_DUPLICATE')),
    shuffle: env('SIM_SHUFFLE') === 'true',
    seed: count('SIM_SEED', env('SIM_SEED')),
    delayMs: count('SIM_DELAY_MS', env('SIM_DELAY_MS')),
    authorisationSeconds: count('SIM_AUTHORISATION_SECONDS', env('SIM_AUTHORISATION_SECONDS')),
    searchLagSeconds: count('SIM_SEARCH_LAG_SECONDS', env('SIM_SEARCH_LAG_SECONDS')),
  });
  return { listens: url, close };
});
