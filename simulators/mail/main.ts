/**
 * The mail simulator as a process of its own.
 *
 *   node --import tsx simulators/mail/main.ts --port 12113 --http-port 12114
 *
 * PORT (SMTP), SIM_HTTP_PORT and HOST say the same. Prints its addresses, ends on SIGTERM or SIGINT.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { runSimulator } from '../run-simulator.ts';
import { startMailSimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string' }, 'http-port': { type: 'string' } } });
const env = (name: string) => (process.env[name] === '' ? undefined : process.env[name]);
const port = z.coerce.number().int().min(0).max(65_535);

const settings = () =>
  z.object({ host: z.string().optional(), smtpPort: port.default(12113), httpPort: port.default(12114) }).parse({
    host: env('HOST'),
    smtpPort: values.port ?? env('PORT'),
    httpPort: values['http-port'] ?? env('SIM_HTTP_PORT'),
  });

await runSimulator('Mail', async () => {
  const { smtpUrl, httpUrl, close } = await startMailSimulator(settings());
  return { listens: `${smtpUrl}, inbox at ${httpUrl}/_sim/inbox`, close };
});
