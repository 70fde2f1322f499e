import { sql } from 'drizzle-orm';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';
import {
  equal,
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type OnboardingSummary = ListedProcess<OnboardingStatus> & {
  readonly owner: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly tasks: number;
  readonly done: number;
  /** Epoch ms. */
  readonly activatedAt: number | null;
};

export function listOnboardings(
  database: Pick<Database, 'query'>,
  { owner, ...filter }: ProcessFilter<OnboardingStatus> & { readonly owner?: string | undefined },
  page: ProcessPage,
): Promise<OnboardingSummary[]> {
  const columns = sql`o.owner, o.template_id as template, o.template_version as "templateVersion", t.tasks, t.done,
    ${at('o.activated_at')} as "activatedAt"`;
  const joins = sql`join onboardings o on o.id = p.id
    cross join lateral (
      select count(*)::int as tasks, count(completed_at)::int as done from onboarding_tasks where onboarding_id = p.id
    ) t`;
  const conditions = equal({ 'o.owner': owner });
  return listProcesses(database, { kind: 'onboarding', columns, joins, filter, conditions }, page);
}
