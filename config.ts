/** Configuration of every process, from the environment: one schema, every problem reported at once. */
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65535);
const count = z.coerce.number().int().min(1).max(10_000);
/** Milliseconds up to ten minutes. */
const duration = z.coerce.number().int().min(1).max(600_000);
/** Not `localhost:12111`, which is an address of the scheme `localhost`. */
const webAddress = z.url({
  protocol: /^https?$/,
  hostname: /./,
  error: 'must begin with http:// or https:// and a host',
});
const mailServer = z.url({
  protocol: /^smtps?$/,
  hostname: /./,
  error: 'must begin with smtp:// or smtps:// and a host',
});
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const configSchema = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('Postgres 15 or newer, e.g. postgres://user:secret@host:5432/parcours'),
  DATABASE_POOL: count.default(20).describe('Connections for transactions, per process; at least the worker slots'),
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233').describe('host:port of any Temporal cluster'),
  TEMPORAL_NAMESPACE: z.string().default('default').describe('Temporal namespace'),
  TEMPORAL_PROFILE: z
    .string()
    .optional()
    .describe('Profile of the Temporal config file (TLS, API key); read by @temporalio/envconfig'),
  TASK_QUEUE: z.string().min(1).default('parcours').describe('Task queue that API and workers share'),
  WORKER_SLOTS: count.default(20).describe('Activities a worker runs at once'),
  WORKFLOW_CACHE: count.default(2000).describe('Workflows a worker keeps in memory'),
  WORKFLOW_BUNDLE: z.string().optional().describe('Path of a prebuilt workflow bundle; built at start when absent'),
  WORKER_DEPLOYMENT: z.string().optional().describe('Worker Versioning: name of the deployment; on when it is given'),
  WORKER_BUILD_ID: z.string().optional().describe('Worker Versioning: build id; what the build stamped when absent'),
  SHUTDOWN_GRACE_MS: duration.default(20_000).describe('How long running steps may end at shutdown'),
  HOST: z.string().default('127.0.0.1').describe('Address the API listens on'),
  PORT: port.default(8080).describe('Port the API listens on'),
  WORKER_METRICS_PORT: port.default(9090).describe('Port of the worker’s /livez, /readyz and /metrics'),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Requests per key and minute; 0 is no limit'),
  POLICY_PROFILE: z
    .enum(['standard', 'demo'])
    .default('standard')
    .describe('Deadlines of new orders: days (standard) or seconds (demo)'),
  STRIPE_API_KEY: z.string().min(1).describe('Secret key of the Stripe account'),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).describe('Signing secret of the Stripe webhook endpoint'),
  STRIPE_URL: webAddress.optional().describe('Another address of the Stripe API, e.g. the simulator'),
  EASYPOST_API_KEY: z.string().min(1).describe('API key of the EasyPost account'),
  EASYPOST_WEBHOOK_SECRET: z.string().min(1).describe('HMAC secret of the EasyPost webhook'),
  EASYPOST_URL: webAddress.optional().describe('Another address of the EasyPost API, e.g. the simulator'),
  SMTP_URL: mailServer.describe('Mail server, e.g. smtp://user:secret@mail:587'),
  MAIL_FROM: z.string().min(3).default('orders@parcours.example').describe('Sender of customer messages'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least important log line written'),
  RELAY_INTERVAL_MS: duration.default(1000).describe('How often the relay looks for undelivered commands'),
  SCHEDULES: flag.default(true).describe('Whether the worker creates the upkeep schedules'),
});

export type Config = z.infer<typeof configSchema>;

/** Throws `ConfigError` with one sentence per problem; unknown variables are ignored. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    const missing = given[name] === undefined;
    return missing
      ? `${name} is missing: ${configSchema.shape[name as keyof typeof configSchema.shape]?.description ?? ''}`
      : `${name}: ${issue.message}`;
  });
  throw new ConfigError(problems);
}

export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
