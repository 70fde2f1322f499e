import { configSchema } from '../../config.ts';

/** Temporal's client reads more than our schema names: `TEMPORAL_TLS_…`, `TEMPORAL_API_KEY`, its configuration file. */
const isSetting = (name: string): boolean => name in configSchema.shape || /^(TEMPORAL|SIM)_/.test(name);

/** What of an environment is settings of ours and is set. */
export function settingsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(environment);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value && isSetting(name) ? [[name, value]] : [])));
}

/** The rest of it: what any process on this machine needs, and nothing that changes what ours do. */
export function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isSetting(name)));
}
