/**
 * The carrier simulator as a process of its own.
 *
 *   node --import tsx simulators/easypost/main.ts --port 12112
 *
 * PORT, HOST, SIM_WEBHOOK_URL, SIM_WEBHOOK_SECRET, SIM_BOOK_FILE, SIM_SCAN_EVERY_MS, SIM_START_AFTER_MS and
 * SIM_AUTO_JOURNEY (`true`: a parcel that was posted moves by itself) say the rest. Prints its address, ends on SIGTERM
 * or SIGINT.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runSimulator } from '../run-simulator.ts';
import { startEasyPostSimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string' } } });
const env = (name: string) => (process.env[name] === '' ? undefined : process.env[name]);
const count = z.coerce.number().int();

const settings = () =>
  z
    .object({
      port: count.min(0).max(65_535).default(12112),
      host: z.string().optional(),
      webhookUrl: z.url().optional(),
      webhookSecret: z.string().default('easypost_simulator'),
      bookFile: z.string().optional(),
      scanEveryMs: count.min(1).default(2_000),
      startAfterMs: count.min(0).optional(),
      autoJourney: z.boolean(),
    })
    .parse({
      port: values.port ?? env('PORT'),
      host: env('HOST'),
      webhookUrl: env('SIM_WEBHOOK_URL'),
      webhookSecret: env('SIM_WEBHOOK_SECRET'),
      bookFile: env('SIM_BOOK_FILE'),
      scanEveryMs: env('SIM_SCAN_EVERY_MS'),
      startAfterMs: env('SIM_START_AFTER_MS'),
      autoJourney: env('SIM_AUTO_JOURNEY') === 'true',
    });

await runSimulator('EasyPost', async () => {
  const { url, close } = await startEasyPostSimulator(settings());
  return { listens: url, close };
});
