import { CliFailure, EXIT } from '../failure.ts';
import { provideLocalKeys } from '../stack/local-keys.ts';
import type { LocalStack } from '../stack/local-stack.ts';
import type { StackReport } from '../stack/start-steps.ts';
import { auditDemo } from './audit-demo.ts';
import { createDemoApi } from './demo-api.ts';
import { playStories } from './play-stories.ts';
import type { DemoResult } from './report.ts';
import { seed } from './seed.ts';
import { stories } from './stories.ts';
import type { Story } from './story.ts';
import { createVendors } from './vendors.ts';

export interface DemoOptions {
  readonly report: StackReport;
  readonly stories: readonly Story[];
  readonly atOnce: boolean;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** Seeds what the stories stand on, plays them, and audits what they left. Rejects when the signal aborts. */
export async function runDemo(stack: LocalStack, options: DemoOptions): Promise<DemoResult> {
  const { report, signal, patienceMs, print, atOnce } = options;
  const vendors = createVendors(stack.urls);
  const keys = await report.during('API keys', () => provideLocalKeys(stack.env.DATABASE_URL ?? '', stack.stateFolder));
  const api = createDemoApi(stack.urls.api, keys);
  const seeded = await report.during('Catalogue, warehouses, stock, customers', () => seed(api));
  const program: Parameters<typeof playStories>[0]['program'] = {
    kill: (name) => stack.kill(name, 'SIGKILL'),
    restart: stack.restart,
  };
  const stage = { api, seeded, vendors, program, patienceMs, signal };
  const played = await playStories(stage, options.stories, { print, atOnce });
  signal.throwIfAborted();
  const findings = await report.during('Audit', () => auditDemo(stack));
  const audit = { ok: findings.length === 0, findings };
  return { ok: audit.ok && played.every(({ ok }) => ok), stories: played, audit, urls: stack.urls };
}

/** All of them, or those with these names in the order of the demo. */
export function storiesNamed(names: readonly string[] | undefined): readonly Story[] {
  if (!names) return stories;
  const known = stories.map(({ name }) => name);
  const unknown = names.filter((name) => !known.some((one) => one === name));
  if (unknown.length === 0) return stories.filter(({ name }) => names.includes(name));
  throw new CliFailure(`there is no story ${unknown.join(', ')}; there are ${known.join(', ')}`, EXIT.usage);
}
